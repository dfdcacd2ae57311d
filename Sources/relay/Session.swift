import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a command works on: the repository that one stands in, its settings, the clock.
struct Session {
  let repository: Repository
  let settings: Settings
  let now: Timestamp

  /// Opens the repository of the current folder, or the one that a path names.
  static func open(at path: String? = nil) throws -> Session {
    try open(try path.map { try Repository.open(at: $0) } ?? Repository.openCurrent())
  }

  /// Works on an open repository.
  static func open(_ repository: Repository) throws -> Session {
    Terminal.trace("opened \(repository.gitDirectory)")
    return Session(
      repository: repository, settings: try Settings.read(in: repository),
      now: now)
  }

  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  static var home: String { variable("HOME") ?? "/" }

  /// Where the user's own settings are; a relative or empty XDG_CONFIG_HOME means nothing.
  static func configurationFolder() throws -> String {
    if let folder = variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder }
    guard let home = variable("HOME"), home.hasPrefix("/") else {
      throw Wording("HOME is not set, so there is no place for a key", hint: "set HOME")
    }
    return home + "/.config"
  }

  /// A path that holds wherever one stands.
  static func absolute(_ path: String) throws -> String {
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else { throw Wording("the current folder is gone") }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  /// A path with the user's own folder shortened, for people.
  static func shortened(_ path: String) -> String {
    let text = path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    return Inert.text(text)
  }

  /// The project that a command is about: the one named, or the only one there is.
  func number(_ given: Int64?) throws -> Int64 {
    if let given { return given }
    // What somebody else has pushed does not make a choice necessary.
    let local = try LedgerBranch.numbers(in: repository, isLocal: true)
    let known = local.isEmpty ? try LedgerBranch.numbers(in: repository) : local
    guard let only = known.first else {
      throw Wording("no project is set up in this repository", hint: "to set one up: relay init 1")
    }
    guard known.count == 1 else {
      let list = known.map { String($0) }.joined(separator: ", ")
      throw Wording("there are several projects: \(list)", hint: "name one of them")
    }
    return only
  }

  /// The remote that the ledger goes to; chosen and noted now if there is only one choice.
  func chooseRemote() throws -> String? {
    if let chosen = settings.remote { return chosen }
    guard let choice = try likelyRemote() else { return nil }
    try repository.setLocal("relay.remote", to: choice)
    return choice
  }

  /// The remote that the ledger goes to, or would if nothing else is chosen; `nil` if there is no
  /// telling.
  func likelyRemote() throws -> String? {
    if let chosen = settings.remote { return chosen }
    let names = try RemoteChoice(in: repository).names
    return names.count == 1 ? names.first : nil
  }

  /// Keys pinned on the command line, else in git's configuration.
  ///
  /// The configuration of a repository that somebody hands over is not asked: it may be theirs.
  func pins(
    client: String?, builder: String?, number: Int64, isHandedOver: Bool = false
  ) throws -> Pins {
    let configuration = isHandedOver ? nil : try repository.configuration()
    return try Self.pins(client: client, builder: builder, number: number, configuration)
  }

  /// Keys pinned on the command line, else in a configuration.
  static func pins(
    client: String?, builder: String?, number: Int64, _ configuration: Configuration?
  ) throws -> Pins {
    func pin(_ given: String?, _ role: String) throws -> String? {
      let set = configuration?["relay.\(number).\(role)"]
      return try (given ?? set).map { try fingerprint($0) }
    }
    return Pins(client: try pin(client, "client"), builder: try pin(builder, "builder"))
  }

  /// The fingerprint that a person means: `SHA256:…` itself, a public key, or a file with one.
  static func fingerprint(_ text: String) throws -> String {
    if text.hasPrefix(Fingerprint.prefix) {
      guard let fingerprint = Fingerprint(text) else {
        throw Wording("\"\(Inert.text(text))\" is not a whole fingerprint")
      }
      return fingerprint.text
    }
    return try publicKey(text).fingerprint
  }

  /// A public key given literally or as a file's path.
  static func publicKey(_ text: String) throws -> PublicKey {
    if let key = try? PublicKey(line: text) { return key }
    guard let bytes = try Files.read(text, limit: 64 << 10, followsLinks: true) else {
      throw Wording("\"\(Inert.text(text))\" is neither a public key nor a file with one")
    }
    let content = String(decoding: bytes, as: UTF8.self)
    do { return try PublicKey(line: content) } catch {
      throw Wording("\(Inert.text(text)): \(error.message)")
    }
  }

  /// A project's ledger, checked, from every copy that is here.
  ///
  /// What a repository that somebody hands over has noted is not asked: it may be theirs.
  func ledger(_ number: Int64, pins: Pins? = nil, isHandedOver: Bool = false) throws -> Ledger {
    let genesis = isHandedOver ? nil : try Settings.genesis(of: number, in: repository)
    let union = LedgerUnion(LedgerBranch(number: number), in: repository)
    let known = try pins ?? self.pins(client: nil, builder: nil, number: number)
    if !isHandedOver { try complete(number) }
    guard let ledger = try union.read(genesis: genesis, pins: known) else {
      throw AppendError.notSetUp(
        project: number, known: try LedgerBranch.numbers(in: repository))
    }
    Terminal.trace("read \(ledger.records.count) records")
    return ledger
  }

  /// Refuses to go on with a ledger that a pin has chosen and that is not the one here.
  func requireOwn(_ ledger: Ledger) throws {
    let branch = LedgerBranch(number: ledger.state.number)
    if let clash = try LedgerUnion(branch, in: repository).clash(with: ledger) { throw clash }
  }

  /// Fetches what a partial clone lacks of a ledger, as git fetches what it needs of such a clone.
  func complete(_ number: Int64) throws {
    guard let remote = try repository.promisorRemote(), settings.pushes,
      try !LedgerUnion(LedgerBranch(number: number), in: repository).isHere()
    else { return }
    Terminal.note("the ledger of project \(number) is not whole in this partial clone; fetching it")
    let limit: Duration? = Terminal.isInputTerminal ? nil : .seconds(600)
    try RemoteLedger(remote, of: repository, limit: limit).fetch(
      [LedgerBranch(number: number)], isWhole: true)
  }

  /// Does something for each project, and warns of those for which it fails: one project's broken
  /// ledger must not hide the others. A single one has nothing to hide, and its failure is thrown.
  @discardableResult
  func forEach(_ numbers: [Int64], _ body: (Int64) throws -> Void) throws -> [Wording] {
    var failures: [Wording] = []
    for number in numbers {
      do { try body(number) } catch {
        guard numbers.count > 1 else { throw error }
        failures.append(Wording(for: error))
        Terminal.warn(Wording(for: error))
      }
    }
    return failures
  }

  /// What finding and using the key may do here: ask, if there is a terminal.
  static var surroundings: SigningKey.Surroundings {
    SigningKey.Surroundings(
      agentSocket: variable("SSH_AUTH_SOCK"),
      isInteractive: Terminal.isInputTerminal && Terminal.isErrorTerminal,
      limit: Terminal.isInputTerminal ? nil : .seconds(10))
  }

  /// The key that signs.
  func signer() throws -> Signer {
    let configuration = try repository.configuration()
    guard let key = try SigningKey.configured(in: configuration, Self.surroundings) else {
      throw SignerError.noKey
    }
    return try key.signer(Self.surroundings)
  }

  /// Appends statements to a project's ledger, in every place where it lives here.
  @discardableResult
  func append(
    to number: Int64, by signer: Signer, _ statements: (Ledger) throws -> [any Statement]
  ) throws -> [VerifiedRecord] {
    let branch = LedgerBranch(number: number)
    let appender = RecordAppender(to: branch, in: repository, signer: signer, now: now)
    let pins = try pins(client: nil, builder: nil, number: number)
    try complete(number)
    let appended = try appender.append(pins: pins, statements)
    try refresh(appended.ledger, at: appended.tip)
    return appended.records
  }

  /// Brings what is derived from a ledger's branch in line with it: the hook's index and `.relay`.
  func refresh(_ ledger: Ledger, at tip: ObjectID) throws {
    let number = ledger.state.number
    let branch = LedgerBranch(number: number)
    do {
      try LedgerIndex.store(ledger, of: branch, at: tip, in: repository)
      Terminal.trace("indexed")
      try VisibleCopy(of: branch, in: repository)?.rebuild(from: ledger)
      Terminal.trace("copied")
    } catch let error as FileError {
      Terminal.warn(
        Wording(
          "the readable copy was not written: \(Inert.text(error.message))",
          hint: "the ledger itself is safe in the branch \(branch.shortName)"))
    }
  }
}
