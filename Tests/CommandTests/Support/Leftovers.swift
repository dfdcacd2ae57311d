#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Processes that outlive the test that has started them.
enum Leftovers {
  /// Waits a while for processes whose environment carries a mark, then kills what is left.
  ///
  /// `patience`: Seconds.
  /// Answers the names of those that had to be killed.
  static func end(marked mark: String, patience: Double) -> [String] {
    #if os(Linux)
      for _ in 0..<Int(patience * 20) {
        if find(mark).isEmpty { return [] }
        pause(milliseconds: 50)
      }
      return find(mark).map { identifier in
        let name = (try? Disk.read("/proc/\(identifier)/cmdline")) ?? []
        kill(identifier, SIGKILL)
        let words = name.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return "\(identifier) (\(words.joined(separator: " ")))"
      }
    #else
      // Other systems do not show a process's environment.
      return []
    #endif
  }

  private static func find(_ mark: String) -> [pid_t] {
    let wanted = Array("RELAY_TEST_MARK=\(mark)".utf8)
    return Disk.names(in: "/proc").compactMap { pid_t($0) }.filter { identifier in
      // A zombie's environment is empty.
      guard let environment = try? Disk.read("/proc/\(identifier)/environ") else { return false }
      return environment.split(separator: 0).contains { $0.elementsEqual(wanted) }
    }
  }
}
