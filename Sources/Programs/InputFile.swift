internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a program reads from standard input: a file without a name, which goes with this object.
///
/// Not a pipe: a program that ends without reading all of it must not end this one by a signal, nor
/// take what it has said on standard error along.
final class InputFile: Sendable {
  let descriptor: FileDescriptor

  /// Holds bytes, ready to be read from the start.
  init(_ bytes: [UInt8]) throws(Program.Failure) {
    if bytes.isEmpty {
      do { descriptor = try FileDescriptor.open("/dev/null", .readOnly) } catch {
        throw .other("/dev/null: \(error)")
      }
      return
    }
    guard let file = tmpfile() else {
      throw .other("no temporary file: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let isWritten =
      fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
      && lseek(fileno(file), 0, SEEK_SET) == 0
    // The copy outlives the stream. No other child gets it.
    let copy = isWritten ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1
    guard copy >= 0 else {
      throw .other("no temporary file: \(String(cString: strerror(errno)))")
    }
    descriptor = FileDescriptor(rawValue: copy)
  }

  deinit {
    try? descriptor.close()
  }
}
