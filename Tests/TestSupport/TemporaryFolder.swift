#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a test could not set up, which makes it fail.
public struct SetupError: Error, CustomStringConvertible {
  public let description: String

  /// Says what failed.
  public init(_ description: String) { self.description = description }
}

/// A folder of a test's own, with all that is in it gone when the test is over.
public final class TemporaryFolder: Sendable {
  public let path: String

  /// Makes an empty folder.
  public init() throws {
    // Short, since the path of a socket may have 107 bytes at most.
    var template = Array("/tmp/relay-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SetupError("no temporary folder: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// The path of something in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folders on the way to it.
  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws -> String {
    try makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
    let path = path(name)
    guard let file = fopen(path, "w") else { throw SetupError("can't write \(path): \(errno)") }
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count, chmod(path, mode_t(mode)) == 0 else {
      throw SetupError("can't write \(path): \(errno)")
    }
    return path
  }

  /// Writes a file, and the folders on the way to it.
  @discardableResult
  public func write(_ name: String, _ text: String, mode: UInt32 = 0o600) throws -> String {
    try write(name, Array(text.utf8), mode: mode)
  }

  /// Makes a folder, and those on the way to it.
  @discardableResult
  public func makeFolder(_ name: String) throws -> String {
    var path = path
    for part in name.split(separator: "/") {
      path += "/\(part)"
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw SetupError("can't make \(path): \(errno)")
      }
    }
    return path
  }

  /// A file's bytes.
  public func read(_ name: String) throws -> [UInt8] { try Self.read(path(name)) }

  /// Removes a file or a folder.
  public func remove(_ name: String) { Self.remove(path(name)) }

  /// The bytes of any file.
  public static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw SetupError("can't read \(path): \(errno)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      bytes += buffer.prefix(count)
      if count < buffer.count { break }
    }
    guard ferror(file) == 0 else { throw SetupError("can't read \(path)") }
    return bytes
  }

  private static func remove(_ path: String) {
    // Names may be any bytes.
    path.withCString { removeTree($0) }
  }
}

private func removeTree(_ path: UnsafePointer<CChar>) {
  if unlink(path) == 0 { return }
  chmod(path, 0o700)
  if let folder = opendir(path) {
    while let entry = readdir(folder) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { return }
          var inner = Array(UnsafeBufferPointer(start: path, count: strlen(path)))
          inner.append(CChar(bitPattern: UInt8(ascii: "/")))
          inner += UnsafeBufferPointer(start: name, count: strlen(name))
          removeTree(inner + [0])
        }
      }
    }
    closedir(folder)
  }
  rmdir(path)
}
