import ArgumentParser
import Ledger
import Proof

/// A milestone as people name it: `123/2`, or `2` where there is one project.
struct MilestoneReference: ExpressibleByArgument {
  let project: Int64?
  let milestone: Int64

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int64($0) }
    guard (1...2).contains(parts.count), numbers.count == parts.count,
      numbers.allSatisfy({ $0 > 0 && $0 <= JSON.largestInteger }),
      zip(parts, numbers).allSatisfy({ $0 == String($1) }), let last = numbers.last
    else { return nil }
    project = numbers.count == 2 ? numbers[0] : nil
    milestone = last
  }
}

/// A project with or without a milestone: `123` or `123/2`.
struct WorkReference: ExpressibleByArgument {
  let project: Int64
  let milestone: Int64?

  init?(argument: String) {
    guard let reference = MilestoneReference(argument: argument) else { return nil }
    project = reference.project ?? reference.milestone
    milestone = reference.project == nil ? nil : reference.milestone
  }

  /// As it stands in a trailer or a setting.
  var text: String { milestone.map { "\(project)/\($0)" } ?? "\(project)" }
}

/// A role as people name it.
enum RoleArgument: String, ExpressibleByArgument, CaseIterable {
  case client
  case builder
  case witness

  var role: Role {
    switch self {
    case .client: .client
    case .builder: .builder
    case .witness: .witness
    }
  }
}

/// The leading digits of the id of a record or of a proven commit.
struct IDPrefix {
  static let digits = 7...64

  private let text: String

  /// Takes hexadecimal digits in lower case, seven at least; `nil` for anything else.
  init?(_ text: String) {
    let isHex = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    guard isHex, Self.digits.contains(text.utf8.count) else { return nil }
    self.text = text
  }

  func matches(_ record: VerifiedRecord) -> Bool {
    record.id.hex.hasPrefix(text)
      || (record.statement as? CommitProof)?.commit.hasPrefix(text) ?? false
  }
}

extension Ledger {
  /// The record whose id begins with some digits.
  func record(_ text: String) throws -> VerifiedRecord {
    guard let prefix = IDPrefix(text) else {
      throw Wording("\"\(Inert.text(text))\" is no id: 7 to 64 of the digits 0-9 and a-f")
    }
    let matches = records.filter(prefix.matches)
    guard let match = matches.first else {
      throw Wording("no record or proven commit begins with \(text)")
    }
    guard matches.count == 1 else {
      throw Wording("\(text) could be any of \(matches.count) records", hint: "give more digits")
    }
    return match
  }
}

extension Money {
  /// What `--amount` says, or the whole if it is left out.
  static func amount(_ text: String?, outOf whole: Money) throws -> Money {
    guard let text else { return whole }
    do { return try Money(parsing: text) } catch { throw Wording("--amount: \(error.message)") }
  }
}

/// What commands that sign have in common.
struct SigningOptions: ParsableArguments {
  @Option(help: "Work from this bundle instead of a repository; needs --out.")
  var bundle: String?

  @Option(help: "Write what is signed to this file too, to be sent.")
  var out: String?

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  /// Refuses to sign for nobody.
  func requireOutput() throws {
    if bundle != nil && out == nil {
      throw ValidationError("--bundle needs --out: the signed file is what you send back")
    }
  }
}
