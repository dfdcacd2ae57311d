public import Git
public import Ledger

/// What hooks had to say, kept for whoever did not see it: programs with windows swallow it.
///
///     2026-03-01T12:00:00Z post-commit no signing key
///
/// A file under the git directory. `relay status` tells of it once.
public struct HookLog: Sendable {
  private let path: String

  /// In bytes: from here on a new file is begun, and only the one before is kept.
  private static let longest = 64 << 10

  /// The most that is kept of one message, in bytes.
  private static let longestMessage = 1_000

  /// Finds a repository's log.
  public init(of repository: Repository) {
    path = repository.commonDirectory + "relay/log"
  }

  /// Where it lies.
  public var file: String { path }

  /// Adds a line. What cannot be written is dropped: a hook goes on.
  public func add(_ message: String, hook: String, now: Timestamp, in repository: Repository) {
    try? Files.makeFolder("relay", under: repository.commonDirectory)
    if case .file(let size)? = try? Files.kind(path), size > Self.longest {
      try? Files.move(path, to: full)
    }
    let start = message.utf8.prefix(Self.longestMessage)
    let text = String(decoding: start, as: UTF8.self)
    let line = "\(now) \(hook) \(text)\(start.count < message.utf8.count ? "…" : "")\n"
    try? Files.append(Array(line.utf8), to: path)
  }

  /// The file before, of which nobody has been told either.
  private var full: String { path + ".full" }

  /// The lines that nobody has been told of, oldest first; from now on they count as told.
  public func takeNews() -> [String] {
    // Taken away before they are read: what a hook adds meanwhile is for the next time.
    let told = path + ".old"
    var lines: [String] = []
    for file in [full, path] {
      do { try Files.move(file, to: told) } catch { continue }
      let bytes = (try? Files.read(told, last: 2 * Self.longest)) ?? nil ?? []
      lines += String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    return lines
  }
}
