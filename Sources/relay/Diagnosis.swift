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

    /// Commands that repair it.
    let repair: [String]
  }

  private(set) var findings: [Finding] = []

  /// What git says of itself, such as `2.39.5`.
  private var gitVersion: String?
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  private var repository: Repository { session.repository }

  private mutating func add(
    _ area: String, _ state: Finding.State, _ text: String, repair: String...
  ) {
    findings.append(Finding(area: area, state: state, text: text, repair: repair))
  }

  private mutating func add(_ area: String, _ error: any Error) {
    let wording = Wording(for: error)
    let repair = wording.hint.map { [$0] } ?? []
    findings.append(Finding(area: area, state: .fault, text: wording.message, repair: repair))
  }

  // MARK: - Programs

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
        "hook", .fault, "\(Session.shortened(hook)) is \(Inert.text(version)), not \(Version.text)",
        repair: "script/install, or remove the old one from PATH")
    } else {
      add(
        "hook", .fault, "the hooks' program relay-hook is not to be found",
        repair: "script/install; programs with windows see /usr/local/bin and ~/.local/bin")
    }
  }

  /// The first line that a program prints; `nil` if it fails.
  private func output(_ program: String, _ arguments: [String]) throws -> String? {
    let outcome = try Program(program).run(arguments, limit: .seconds(5))
    let line = outcome.output.prefix { $0 != UInt8(ascii: "\n") }
    guard outcome.status == 0, !line.isEmpty else { return nil }
    return String(decoding: line, as: UTF8.self)
  }

  // MARK: - Repository

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

  // MARK: - Hooks

  /// Whether git runs hooks that its settings name: from 2.54 on.
  static func hasHooksInSettings(_ version: String) -> Bool {
    let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (2, 54)
  }

  mutating func examineHooks() {
    do {
      let installation = try HookInstallation(repository)
      let folder = Session.shortened(installation.folder)
      var good: [String] = []
      for (name, state) in try installation.status() {
        switch state {
        case .installed, .alreadyThere, .chained, .runByManager: good.append(name)
        case .missing:
          add("hooks", .fault, "\(name) is missing in \(folder)", repair: "relay hooks install")
        case .outdated:
          add(
            "hooks", .fault, "\(name) is not as this relay and its settings want it",
            repair: "relay hooks install")
        case .managed(let manager):
          add(
            "hooks", .note, "\(name) belongs to \(manager.rawValue), which must call relay's",
            repair: "relay hooks status")
        case .occupied:
          add(
            "hooks", .fault, "\(name) is somebody else's and does not call relay's",
            repair: "relay hooks status")
        }
        if state == .chained {
          add("hooks", .note, "\(name) first runs \(Session.shortened(installation.kept(name)))")
        }
      }
      if !good.isEmpty { add("hooks", .good, good.joined(separator: " ")) }
      if let version = gitVersion {
        let others =
          Self.hasHooksInSettings(version)
          ? "git \(version) also runs hooks that settings name (hook.*), which relay leaves alone"
          : "git \(version) knows no hooks in its settings"
        add("hooks", .good, "files in \(folder); \(others)")
      }
      if let reach = installation.reach {
        add("hooks", .note, "\(reach) \(folder): it may serve other repositories too")
      }
      for path in try installation.orphans() {
        add(
          "hooks", .fault, "\(Session.shortened(path)) is run by nothing any more",
          repair: "relay hooks install, or move it back")
      }
    } catch { add("hooks", error) }
  }

  // MARK: - Key

  /// - Returns: The key's fingerprint.
  mutating func examineKey() -> String? {
    do {
      // As a hook would: nobody there to answer.
      let surroundings = SigningKey.Surroundings(
        agentSocket: Session.variable("SSH_AUTH_SOCK"), isInteractive: false, limit: .seconds(2))
      let configuration = try repository.configuration()
      guard let key = try SigningKey.configured(in: configuration, surroundings) else {
        add("key", .fault, "git names no signing key", repair: "relay init makes one")
        return nil
      }
      let signer = try key.signer(surroundings)
      let place = "\(key.setting), \(Session.shortened(key.value))"
      add("key", .good, signer.key.fingerprint)
      do {
        try signer.trial(now: session.now)
        add("key", .good, "signs without asking: \(place)")
      } catch {
        let wording = Wording(for: error)
        add(
          "key", .fault, "does not sign without asking: \(place): \(wording.message)",
          repair: wording.hint ?? "git config relay.signingKey <a key that signs without asking>")
      }
      return signer.key.fingerprint
    } catch {
      add("key", error)
      return nil
    }
  }

  // MARK: - Ledgers

  mutating func examineLedgers(key: String?) {
    do {
      let copies = VisibleCopy.numbers(in: try repository.mainWorkDirectory())
      let numbers = Set(try LedgerBranch.numbers(in: repository) + copies).sorted()
      if numbers.isEmpty {
        add("ledger", .note, "no project is set up here", repair: "relay init 1")
      }
      for number in numbers {
        do { try examineLedger(number, key) } catch { add("ledger", error) }
      }
    } catch { add("ledger", error) }
  }

  private mutating func examineLedger(_ number: Int64, _ key: String?) throws {
    let branch = LedgerBranch(number: number)
    let genesis = try Settings.genesis(of: number, in: repository)
    let copy = try VisibleCopy(of: branch, in: repository)
    let hasCopy = try copy.map { try Files.kind($0.path) == .folder } ?? false
    let local = try repository.reference(branch.name)
    let tracking = try branch.trackingTips(in: repository)
    let sync = "relay sync \(number)"
    func count(_ storage: any LedgerStorage) -> Int? {
      (try? Ledger.read(storage, number: number, genesis: genesis))?.records.count
    }
    let copied = hasCopy ? copy.flatMap { count($0.storage) } : nil
    let held = local.flatMap { count(BranchStorage(repository: repository, copies: [.init($0)])) }
    let remote = tracking.compactMap {
      count(BranchStorage(repository: repository, copies: [.init($0.id, remoteName: $0.name)]))
    }.max()
    let elsewhere = max(copied ?? 0, remote ?? 0)
    let places = [(copied, ".relay/\(number)"), (remote, "the remote's copy")]
      .compactMap { count, name in count.map { "\(name) holds \($0)" } }.joined(separator: ", ")
    switch (local, held) {
    case (nil, _) where elsewhere > 0:
      add(
        "ledger", .fault, "branch \(branch.shortName) is gone; \(places) records", repair: sync)
    case (_?, nil):
      add(
        "ledger", .fault,
        "branch \(branch.shortName) holds no ledger that can be read"
          + (places.isEmpty ? "" : "; \(places) records"), repair: sync)
    case (_?, let held?) where held < elsewhere:
      add(
        "ledger", .fault, "branch \(branch.shortName) holds \(held) records; \(places)",
        repair: sync)
    case (_?, let held?):
      add("ledger", .good, "project \(number): \(held) records in \(branch.shortName)")
      if copy != nil, copied != held {
        let what = hasCopy ? "holds \(copied ?? 0) of \(held) records" : "is not there"
        add("ledger", .fault, ".relay/\(number) \(what)", repair: sync)
      }
    default: break
    }
    // Read from branches alone; what only the copy holds comes back first.
    guard held != nil || remote != nil else { return }
    var ledger = try session.ledger(number)
    let clash = try LedgerUnion(branch, in: repository).clash(with: ledger)
    // What is pushed and compared is the one here, whatever a pin would rather read.
    if clash != nil { ledger = try session.ledger(number, pins: Pins()) }
    let others = try OtherLedger.all(of: branch, besides: ledger.state.genesis, in: repository)
    let repair = LedgerRepair(of: number, in: repository)
    if let clash {
      let isRemotes = others.contains { $0.founder == clash.pinned }
      addFault(
        Wording(for: clash), repair: (isRemotes ? [] : repair.lines(for: clash)) + [repair.pins])
    }
    for other in others { addFault(Wording(other), repair: try repair.lines(for: other)) }
    let said = others.map(\.finding)
    let strangers = ledger.findings.filter { !said.contains($0) }
    try examineParties(ledger, key, strangers: strangers.count)
  }

  private mutating func addFault(_ wording: Wording, repair: [String]) {
    findings.append(
      Finding(area: "ledger", state: .fault, text: wording.message, repair: repair))
  }

  private mutating func examineParties(
    _ ledger: Ledger, _ key: String?, strangers: Int
  ) throws {
    let number = ledger.state.number
    let role = key.flatMap { ledger.state.shownParties.role(of: $0) }
    if let role {
      add("role", .good, "project \(number): your key is the \(role.title)'s")
    } else if key != nil {
      add(
        "role", .note, "project \(number): your key has no role",
        repair: "relay keys \(number); to ask for one: relay join \(number)")
    }
    if role == .builder {
      let emails = ledger.state.parties().members(.builder).flatMap(\.emails)
      let own = (try? Identity.configured(in: try repository.configuration()))?.emails ?? []
      if !own.contains(where: emails.contains) {
        add(
          "role", .fault,
          "git's user.email is not among the builders' addresses: nothing will be proven",
          repair: "git config user.email \(Inert.text(emails.first ?? "you@example.com"))")
      }
    }
    if ledger.state.isAgreed == false {
      add("role", .note, "project \(number): the client has not agreed yet", repair: "relay status")
    }
    if strangers > 0 {
      add(
        "ledger", .note, "project \(number): \(strangers) files are no part of it",
        repair: "relay verify \(number); relay sync \(number) leaves them out")
    }
    let newest = ledger.records.map(\.payload.time.seconds).max() ?? 0
    if newest > session.now.seconds + 300 {
      let ahead = (newest - session.now.seconds) / 60
      add(
        "clock", .fault, "project \(number): a record is dated \(ahead) minutes from now",
        repair: "set the clock right: timedatectl, or ask who signed it")
    } else {
      add("clock", .good, "\(session.now)")
    }
  }

  // MARK: - Remote

  /// Whether what the remote has is another ledger, which has been said.
  private func isOther(_ tip: ObjectID, _ number: Int64) throws -> Bool {
    guard let genesis = try Settings.genesis(of: number, in: repository) else { return false }
    return OtherLedger.isOther(tip, of: number, besides: genesis, in: repository)
  }

  mutating func examineRemote() {
    guard let name = session.settings.remote else {
      add(
        "remote", .note, "no remote is chosen for the ledger",
        repair: "git config relay.remote origin")
      return
    }
    guard session.settings.pushes else {
      add("remote", .note, "relay.push is false: the ledger goes by bundles only")
      return
    }
    do {
      guard try repository.url(ofRemote: name) != nil else {
        add(
          "remote", .fault, "relay.remote names \(Inert.text(name)), which is no remote",
          repair: "git config relay.remote origin")
        return
      }
      let listing = try RemoteLedger(name, of: repository, limit: .seconds(20)).list()
      let numbers = try LedgerBranch.numbers(in: repository, isLocal: true)
      for number in listing.ledgers.keys.sorted() where !numbers.contains(number) {
        // Settled on means that it was here once.
        let isGone = try Settings.genesis(of: number, in: repository) != nil
        add(
          "remote", isGone ? .fault : .note,
          "\(Inert.text(name)) has the ledger of project \(number), which is "
            + (isGone ? "gone here" : "not taken up here"), repair: "relay sync \(number)")
      }
      for number in numbers {
        let local = try repository.reference(LedgerBranch(number: number).name)
        let sync = "relay sync \(number)"
        switch listing.ledgers[number] {
        case local?: add("remote", .good, "\(Inert.text(name)) has project \(number) as it is here")
        case let there?:
          if try isOther(there, number) { continue }
          let isBehind =
            try repository.contains(there)
            && local.map { try repository.isAncestor(there, of: $0) } ?? false
          let text = isBehind ? "is behind" : "has something that is not here"
          add("remote", .fault, "\(Inert.text(name)) \(text), project \(number)", repair: sync)
        case nil:
          add(
            "remote", .fault, "\(Inert.text(name)) has no ledger of project \(number)", repair: sync
          )
        }
      }
    } catch { add("remote", error) }
  }
}
