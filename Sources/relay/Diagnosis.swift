import Git
import Ledger
import LedgerStore
import Programs
import Proof
import SSHSignature

/// What `relay doctor` looks at. No check fails: what cannot be looked at is a finding too.
struct Diagnosis {
  /// One thing that was looked at.
  struct Finding {
    enum State {
      case good
      /// Worth knowing, and no fault.
      case note
      case fault
    }

    let area: String
    let state: State
    let text: String

    /// Commands that repair it, each as a shell takes it.
    let repair: [String]
  }

  private(set) var findings: [Finding] = []

  /// What git says of itself, such as `2.39.5`.
  private(set) var gitVersion: String?
  let session: Session

  init(_ session: Session) {
    self.session = session
  }

  var repository: Repository { session.repository }

  mutating func add(
    _ area: String, _ state: Finding.State, _ text: String, repair: String...
  ) {
    add(area, state, text, repair: repair)
  }

  mutating func add(
    _ area: String, _ state: Finding.State, _ text: String, repair: [String]
  ) {
    findings.append(Finding(area: area, state: state, text: text, repair: repair))
  }

  /// Adds what went wrong. What mends it stands below where that is a command, else in the text.
  mutating func add(_ area: String, _ error: any Error, lead: String = "") {
    let wording = Wording(for: error)
    if let error = error as? GitError, error.kind == .notFound, let missing = missing() {
      let text = lead + wording.message + "; " + missing.text
      add(area, .fault, text, repair: missing.commands)
      return
    }
    let repair = Remedy(session).commands(for: error)
    let hint = repair.isEmpty ? wording.hint.map { "; \($0)" } ?? "" : ""
    add(area, .fault, lead + wording.message + hint, repair: repair)
  }

  private func missing() -> MissingObjects? {
    let head = (try? repository.reference("HEAD")) ?? nil
    return try? MissingObjects(of: head.map { [$0] } ?? [], in: repository)
  }

  mutating func examinePrograms() {
    do {
      let version = try output("git", ["--version"]) ?? ""
      let words = version.split(separator: " ")
      gitVersion = Inert.text(words.count > 2 ? String(words[2]) : version)
      add("git", .good, gitVersion ?? "")
    } catch { add("git", error) }
    let path = ProgramPath.current.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    let beside = path + "/relay-hook"
    let onPath = (try? output("sh", ["-c", "command -v relay-hook"])) ?? nil
    let hook = onPath ?? beside
    let version = (try? output(hook, ["--version"])) ?? nil
    if version == "relay-hook \(Version.text)" {
      add("hook", .good, "\(Session.shortened(hook)), \(Version.text)")
    } else if let version {
      add(
        "hook", .fault,
        "\(Session.shortened(hook)) is \(Inert.text(version)), not \(Version.text); install relay anew,"
          + " or remove the old one from PATH")
    } else {
      add(
        "hook", .fault,
        "the hooks' program relay-hook is not to be found; programs with windows look into"
          + " /usr/local/bin and ~/.local/bin")
    }
  }

  /// The first line that a program prints; `nil` if it fails.
  private func output(_ program: String, _ arguments: [String]) throws -> String? {
    let outcome = try Program(program).run(arguments, limit: .seconds(5))
    let line = outcome.output.prefix { $0 != UInt8(ascii: "\n") }
    guard outcome.status == 0, !line.isEmpty else { return nil }
    return String(decoding: line, as: UTF8.self)
  }

  mutating func examineRepository() {
    do {
      var remarks: [String] = []
      if try !repository.shallowBoundary().isEmpty { remarks.append("shallow") }
      let configuration = try repository.configuration()
      if try repository.promisorRemote() != nil { remarks.append("partial") }
      if repository.isLinkedWorktree { remarks.append("linked work tree") }
      let suffix = remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
      add("place", .good, Session.shortened(repository.gitDirectory) + suffix)
      if try !repository.shallowBoundary().isEmpty {
        add(
          "place", .note, "what lies beyond the shallow end cannot be proven or checked here",
          repair: "git fetch --unshallow")
      }
      if repository.isRebasing {
        add("place", .note, "a rebase is going on; its commits are proven when it ends")
      }
      let identity = try Identity.configured(in: configuration)
      add("identity", .good, Inert.text(identity.emails.joined(separator: ", ")))
    } catch { add("place", error) }
  }
}
