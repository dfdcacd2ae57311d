#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Small files, such as those in a git directory.
enum File {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A whole file, or its last bytes only; `nil` if there is none.
  static func read(_ path: String, last most: Int? = nil) throws(GitError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw GitError(.other, "\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // A shorter file stays at its start.
    if let most { _ = lseek(descriptor, -off_t(most), SEEK_END) }
    return try readAll(descriptor, path)
  }

  /// A regular file of at most `limit` bytes; `nil` for anything else that a path may lead to, which
  /// in a work tree may be a pipe that nobody writes to.
  static func readRegular(_ path: String, limit: Int, followsLinks: Bool) -> [UInt8]? {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      information.st_size <= limit
    else { return nil }
    return try? readAll(descriptor, path)
  }

  private static func readAll(_ descriptor: Int32, _ path: String) throws(GitError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = readBytes(descriptor, &buffer)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw GitError(.other, "\(path): \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
    }
  }
}

private func readBytes(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
  read(descriptor, &buffer, buffer.count)
}
