import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// Where somebody reads a ledger and signs: a repository, or a bundle that was sent.
struct Desk {
  private enum Place {
    case repository(Session)
    case bundle(Bundle)
  }

  private let place: Place
  let configuration: Configuration
  let now: Timestamp

  /// Sits down at a bundle's file, or at the repository of the current folder.
  static func open(bundle: String?) throws -> Desk {
    guard let bundle else {
      let session = try Session.open()
      return Desk(
        place: .repository(session), configuration: try session.repository.configuration(),
        now: session.now)
    }
    return Desk(
      place: .bundle(try Bundle.read(bundle)), configuration: try Configuration.user(),
      now: Session.now)
  }

  /// The repository; `nil` at a bundle.
  var session: Session? {
    if case .repository(let session) = place { session } else { nil }
  }

  /// Where commits can be looked up.
  var commits: CommitSource {
    switch place {
    case .repository(let session): .repository(session.repository)
    case .bundle(let bundle): .objects(bundle.commits)
    }
  }

  /// The project that a command is about: the one named, or the only one there is.
  func number(_ given: Int64?) throws -> Int64 {
    switch place {
    case .repository(let session): return try session.number(given)
    case .bundle(let bundle):
      let number = try bundle.number()
      guard given == nil || given == number else {
        throw Wording("the bundle is about project \(number)")
      }
      return number
    }
  }

  /// The project's ledger, checked.
  func ledger(_ number: Int64, client: String? = nil, builder: String? = nil) throws -> Ledger {
    switch place {
    case .repository(let session):
      let pins = try session.pins(client: client, builder: builder, number: number)
      return try session.ledger(number, pins: pins)
    case .bundle(let bundle):
      let pins = try Session.pins(
        client: client, builder: builder, number: number, configuration)
      return try bundle.ledger(number, pins: pins)
    }
  }

  /// The key that signs, made now if there is none.
  func keySetup() throws -> KeySetup {
    try KeySetup.prepare(configuration, in: session?.repository)
  }

  /// Signs statements on top of a ledger. In a repository they go into it.
  func sign(
    _ number: Int64, by signer: Signer, _ statements: (Ledger) throws -> [any Statement]
  ) throws -> [VerifiedRecord] {
    switch place {
    case .repository(let session):
      return try session.append(to: number, by: signer, statements)
    case .bundle:
      let ledger = try ledger(number)
      return try RecordAppender.chain(try statements(ledger), on: ledger, by: signer, now: now)
    }
  }
}
