#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where this program lies.
enum ProgramPath {
  /// The path of the running program, links resolved.
  static let current: String = {
    #if os(Linux)
      let source: String? = "/proc/self/exe"
    #else
      let source = CommandLine.arguments.first
    #endif
    guard let source, let resolved = realpath(source, nil) else { return "relay" }
    defer { free(resolved) }
    return String(cString: resolved)
  }()
}
