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
      // Twice in a row, since a process may be born behind the look; more often where one shows
      // nothing, as each does for a moment while it becomes another program.
      var quiet = 0
      for _ in 0..<Int(patience * 50) {
        let (marked, isUnclear) = look(mark)
        quiet = marked.isEmpty ? quiet + 1 : 0
        if quiet == (isUnclear ? 5 : 2) { return [] }
        pause(milliseconds: 20)
      }
      return look(mark).marked.map { identifier in
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

  /// Answers the processes that carry the mark, and whether there is one that shows no environment
  /// although it has a program.
  private static func look(_ mark: String) -> (marked: [pid_t], isUnclear: Bool) {
    let wanted = Array("RELAY_TEST_MARK=\(mark)".utf8)
    var marked: [pid_t] = []
    var isUnclear = false
    for identifier in Disk.names(in: "/proc").compactMap({ pid_t($0) }) {
      guard let environment = try? Disk.read("/proc/\(identifier)/environ") else { continue }
      if environment.isEmpty {
        // Zombies and the kernel's own have no program.
        if access("/proc/\(identifier)/exe", F_OK) == 0 { isUnclear = true }
      } else if environment.split(separator: 0).contains(where: { $0.elementsEqual(wanted) }) {
        marked.append(identifier)
      }
    }
    return (marked, isUnclear)
  }
}
