#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file that is written piece by piece.
public struct FileWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// What is put in the path's place at the end; `nil` where the path itself is written into, and
  /// when it is in place.
  private var temporary: String?

  /// Starts a file that is put in place when it is whole: a crash never shows half of it, but may
  /// leave the temporary file, which lies beside it unless `temporary` says where.
  public init(
    replacing path: String, through temporary: String? = nil, mode: UInt32 = 0o666
  ) throws(FileError) {
    let temporary = temporary ?? "\(path).tmp\(ProcessID.current)"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(temporary, flags, mode_t(mode))
    guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    self.init(path: path, descriptor: descriptor, temporary: temporary)
  }

  /// Starts to write into what is there: a device, a pipe, what a link leads to.
  public init(into path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    self.init(path: path, descriptor: descriptor, temporary: nil)
  }

  private init(path: String, descriptor: Int32, temporary: String?) {
    self.path = path
    self.descriptor = descriptor
    self.temporary = temporary
  }

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Writes what comes next.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try Files.writeAll(bytes, descriptor, path)
  }

  /// Ends the file; without this nothing is put in place.
  public consuming func finish() throws(FileError) {
    guard let temporary else { return }
    guard rename(temporary, path) == 0 else { throw FileError(path: path, code: errno) }
    self.temporary = nil
  }
}
