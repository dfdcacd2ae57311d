#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// Folders that users have named, and links: outside of what a repository's author may have made.
extension Files {
  /// A path without links in it; what is not there yet stands as it is.
  public static func resolved(_ path: String) -> String {
    var parts = path.split(separator: "/").map(String.init)
    var rest: [String] = []
    while !parts.isEmpty {
      if let found = realpath("/" + parts.joined(separator: "/"), nil) {
        defer { free(found) }
        let start = String(cString: found)
        return ([start == "/" ? "" : start] + rest).joined(separator: "/")
      }
      rest.insert(parts.removeLast(), at: 0)
    }
    return "/" + rest.joined(separator: "/")
  }

  /// Makes a folder and those above it as far as they are missing, wherever links lead.
  public static func makeFolders(_ path: String) throws(FileError) {
    let parts = resolved(path).split(separator: "/")
    var folder = ""
    for part in parts {
      folder += "/\(part)"
      if mkdir(folder, 0o777) == 0 { continue }
      let code = errno
      var information = stat()
      // Above what is there already a user may not be allowed to make anything.
      guard stat(folder, &information) == 0 else { throw FileError(path: folder, code: code) }
      guard information.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(path: folder, code: ENOTDIR)
      }
    }
  }

  /// A path at which nothing is: the one given, or that with a number.
  public static func freePath(_ path: String) throws(FileError) -> String {
    var free = path
    var count = 1
    while try kind(free) != nil {
      count += 1
      free = "\(path)-\(count)"
    }
    return free
  }

  /// Gives a file, or a link itself, a second name.
  ///
  /// - Returns: Whether the file system and the file's owner allow that.
  public static func link(_ path: String, to other: String) throws(FileError) -> Bool {
    if linkat(AT_FDCWD, path, AT_FDCWD, other, 0) == 0 { return true }
    let code = errno
    if code == EEXIST {
      try remove(other)
      return linkat(AT_FDCWD, path, AT_FDCWD, other, 0) == 0
    }
    guard [EPERM, EXDEV, EMLINK, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code) else {
      throw FileError(path: other, code: code)
    }
    return false
  }

  /// Makes a symbolic link.
  public static func makeLink(to target: String, at path: String) throws(FileError) {
    guard symlink(target, path) == 0 else { throw FileError(path: path, code: errno) }
  }

  /// What a symbolic link names; `nil` if there is none.
  public static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder unless something is in it.
  public static func removeFolderIfEmpty(_ path: String) {
    rmdir(path)
  }
}
