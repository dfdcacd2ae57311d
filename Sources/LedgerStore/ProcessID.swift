#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The number of this process, for names that no other process uses.
enum ProcessID {
  static var current: Int32 { getpid() }
}
