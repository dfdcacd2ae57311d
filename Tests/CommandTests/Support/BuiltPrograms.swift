#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where `swift build` has put the programs under test: beside the tests.
enum BuiltPrograms {
  static func folder() throws -> String {
    #if os(Linux)
      let own = "/proc/self/exe"
    #else
      let own = CommandLine.arguments[0]
    #endif
    guard let resolved = realpath(own, nil) else { throw SetupError("no path of the tests") }
    defer { free(resolved) }
    var parts = String(cString: resolved).split(separator: "/")
    // On macOS the tests are some folders deep in a bundle.
    while parts.popLast() != nil {
      let folder = "/" + parts.joined(separator: "/")
      if access("\(folder)/relay", X_OK) == 0, access("\(folder)/relay-hook", X_OK) == 0,
        !Disk.isFolder("\(folder)/relay")
      {
        return folder
      }
    }
    throw SetupError("relay and relay-hook are not built: run `swift build` first")
  }

  /// The folder with other people's programs that `script/bootstrap test` has brought.
  static let others = {
    let parts = #filePath.split(separator: "/").dropLast(4)
    return "/" + parts.joined(separator: "/") + "/.build/others/bin"
  }()

  /// The folder that this file's tests are in.
  static let tests = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/")
  }()
}
