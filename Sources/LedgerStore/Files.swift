#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Why a file could not be read or written.
public struct FileError: Error, Equatable, Sendable {
  public let path: String
  public let code: Int32

  /// Makes an error; `code` is one of errno's.
  public init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  /// The cause, for people.
  public var message: String { "\(path): \(String(cString: strerror(code)))" }

  /// The code for a file that is not there.
  public static let missing = ENOENT

  /// The code for what was to be a regular file and is none.
  public static let irregular = EINVAL

  /// Whether nothing is there.
  public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}

/// Plain files, never through a symbolic link: a hostile repository may hold one at any path.
public enum Files {
  /// What a path holds.
  public enum Kind: Equatable, Sendable {
    case file(size: Int)
    case folder
    /// A link, pipe, socket or device.
    case other
  }

  /// What a path holds; `nil` if nothing.
  public static func kind(_ path: String) throws(FileError) -> Kind? {
    var information = stat()
    guard lstat(path, &information) == 0 else {
      let error = FileError(path: path, code: errno)
      if error.isMissing { return nil }
      throw error
    }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .file(size: Int(information.st_size))
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Whether a file may be run.
  public static func isExecutable(_ path: String) throws(FileError) -> Bool {
    var information = stat()
    guard stat(path, &information) == 0 else { throw FileError(path: path, code: errno) }
    return information.st_mode & 0o111 != 0
  }

  /// Opens a regular file, and tells its size in bytes. Anything else fails with
  /// ``FileError/irregular``.
  private static func openRegular(
    _ path: String, _ flags: Int32
  ) throws(FileError) -> (descriptor: Int32, size: Int) {
    // O_NONBLOCK: opening a pipe that has nobody at its other end would wait for ever.
    let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    var information = stat()
    var code = fstat(descriptor, &information) == 0 ? 0 : errno
    if code == 0, information.st_mode & S_IFMT != S_IFREG { code = FileError.irregular }
    guard code == 0 else {
      close(descriptor)
      throw FileError(path: path, code: code)
    }
    return (descriptor, Int(information.st_size))
  }

  /// The same; `nil` if there is no file.
  private static func openIfThere(
    _ path: String, _ flags: Int32
  ) throws(FileError) -> (descriptor: Int32, size: Int)? {
    do { return try openRegular(path, flags) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// A regular file's bytes; `nil` if there is no file.
  ///
  /// - Parameters:
  ///   - path: Reading anything but a regular file fails.
  ///   - limit: In bytes; reading a longer file fails with `EFBIG`.
  ///   - followsLinks: For paths that the user has named.
  /// - Throws: ``FileError``.
  /// - Returns: All of the file.
  public static func read(
    _ path: String, limit: Int, followsLinks: Bool = false
  ) throws(FileError) -> [UInt8]? {
    let flags = O_RDONLY | (followsLinks ? 0 : O_NOFOLLOW)
    guard let (descriptor, size) = try openIfThere(path, flags) else { return nil }
    defer { close(descriptor) }
    guard size <= limit else { throw FileError(path: path, code: EFBIG) }
    var bytes: [UInt8] = []
    // One byte more, so that a file of the size it had is read at once; some have none to tell.
    var buffer = [UInt8](repeating: 0, count: min(max(size + 1, 4_096), 65_536))
    while true {
      let count = readBytes(descriptor, &buffer)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: path, code: errno) }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= limit else { throw FileError(path: path, code: EFBIG) }
    }
  }

  /// The last bytes of a regular file, from the start of a line where not all are taken; `nil` if
  /// there is no file.
  static func read(_ path: String, last most: Int) throws(FileError) -> [UInt8]? {
    guard let (descriptor, size) = try openIfThere(path, O_RDONLY | O_NOFOLLOW) else { return nil }
    defer { close(descriptor) }
    let skipped = max(0, size - most)
    guard lseek(descriptor, off_t(skipped), SEEK_SET) >= 0 else {
      throw FileError(path: path, code: errno)
    }
    var buffer = [UInt8](repeating: 0, count: min(most, size))
    let count = buffer.isEmpty ? 0 : readBytes(descriptor, &buffer)
    guard count >= 0 else { throw FileError(path: path, code: errno) }
    let bytes = buffer.prefix(count)
    guard skipped > 0 else { return Array(bytes) }
    return Array(bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst())
  }

  /// Whether a regular file begins with some bytes; false if it cannot be read.
  public static func begins(_ path: String, with start: [UInt8]) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: start.count)
    return readBytes(descriptor, &buffer) == start.count && buffer == start
  }

  /// Puts a whole file in place, or leaves what was there: a crash never shows half of it, but may
  /// leave the temporary file, which lies beside it unless `temporary` says where.
  public static func write(
    _ bytes: [UInt8], to path: String, through temporary: String? = nil, mode: UInt32 = 0o666
  ) throws(FileError) {
    let file = try FileWriter(replacing: path, through: temporary, mode: mode)
    try file.write(bytes)
    try file.finish()
  }

  /// Puts bytes into a new file that only the user can read, and answers its path.
  static func makeTemporary(_ bytes: [UInt8]) throws(FileError) -> String {
    var template = Array("/tmp/relay.XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileError(path: "/tmp", code: errno) }
    defer { close(descriptor) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try writeAll(bytes, descriptor, path)
    return path
  }

  /// Makes a new folder that only the user can read; its name is `prefix` and six characters.
  public static func makeTemporaryFolder(_ prefix: String) throws(FileError) -> String {
    var template = Array("\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(path: prefix, code: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Adds bytes to the end of a file in one write, which other processes' writes do not split.
  public static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
    let (descriptor, _) = try openRegular(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW)
    defer { close(descriptor) }
    try writeAll(bytes, descriptor, path)
  }

  static func writeAll(
    _ bytes: [UInt8], _ descriptor: Int32, _ path: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: path, code: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Makes a folder and those above it as far as they are missing below `root`, which exists.
  public static func makeFolder(_ relative: String, under root: String) throws(FileError) {
    var path = root.hasSuffix("/") ? String(root.dropLast()) : root
    for part in relative.split(separator: "/") {
      path += "/\(part)"
      if mkdir(path, 0o777) == 0 { continue }
      let code = errno
      guard code == EEXIST else { throw FileError(path: path, code: code) }
      // A link to a folder elsewhere would lead what is written out of the repository.
      guard try kind(path) == .folder else { throw FileError(path: path, code: ENOTDIR) }
    }
  }

  /// Removes a file that nobody has written for some seconds, such as a lock whose holder was killed.
  ///
  /// Another process may remove it at the same time, and a third put a new one in its place at
  /// once. So only one at a time gets to remove it, and as long as it is open no other file can have
  /// its inode.
  static func removeAbandoned(_ path: String, after seconds: Int64) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    var held = stat()
    var present = stat()
    guard fstat(descriptor, &held) == 0, lstat(path, &present) == 0,
      held.st_dev == present.st_dev, held.st_ino == present.st_ino, age(present) >= seconds
    else { return }
    unlink(path)
  }

  private static func age(_ information: stat) -> Int64 {
    #if canImport(Darwin)
      let written = information.st_mtimespec.tv_sec
    #else
      let written = information.st_mtim.tv_sec
    #endif
    return Int64(time(nil)) - Int64(written)
  }

  /// Gives a file another name, in place of what has that name.
  public static func move(_ old: String, to new: String) throws(FileError) {
    guard rename(old, new) == 0 else { throw FileError(path: new, code: errno) }
  }

  /// Removes a file if it is there.
  public static func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError(path: path, code: errno) }
  }

  /// The names in a folder, sorted; none if there is no folder.
  public static func names(in folder: String) throws(FileError) -> [[UInt8]] {
    guard let stream = opendir(folder) else {
      let error = FileError(path: folder, code: errno)
      if error.isMissing { return [] }
      throw error
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
          Array(
            UnsafeBufferPointer(
              start: bytes,
              count: strlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
    }
    guard errno == 0 else { throw FileError(path: folder, code: errno) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

// Named apart from the members of `Files` that would hide them.
private func readBytes(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
  read(descriptor, &buffer, buffer.count)
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
