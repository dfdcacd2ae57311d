internal import Foundation

extension MemoryStorage {
  /// The files of a folder and those below it.
  public init(folder: String) throws {
    self.init()
    let url = URL(fileURLWithPath: folder)
    guard let names = FileManager.default.enumerator(atPath: url.path) else {
      throw SetupError("can't read \(folder)")
    }
    for case let name as String in names {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
      if !isFolder.boolValue { add(try TemporaryFolder.read("\(folder)/\(name)"), at: name) }
    }
  }
}
