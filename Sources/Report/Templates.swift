internal import CTemplates

/// The text files that the program carries, by their paths below `templates/`.
enum Templates {
  /// A file's text.
  ///
  /// The names are this module's own; one that is not there is a mistake in it.
  static func text(_ name: String) -> String {
    guard let text = all[name] else { preconditionFailure("no template \(name)") }
    return text
  }

  private static let all: [String: String] = {
    var files: [String: String] = [:]
    var index = 0
    while let file = relay_template(index)?.pointee {
      let bytes = UnsafeBufferPointer(start: file.bytes, count: file.size)
      files[String(cString: file.name)] = String(decoding: bytes, as: UTF8.self)
      index += 1
    }
    return files
  }()
}
