internal import SSHSignature

/// What the keys that a reader has pinned come to in a project.
///
/// Naming somebody's key in terms is free, so a builder's pin is met by a signature alone.
public struct PinCheck: Sendable, Equatable {
  /// What the pinned keys contradict.
  public let problems: [String]

  /// Pinned keys in whose place others have come, by their holders' own rotation.
  public let successions: [String]

  /// The roles whose pinned keys have signed nothing here that shows that their holders take part.
  public let absent: [Role]

  /// Keys of other builders than the pinned one, which the reader does not know.
  public let others: [String]

  /// What is to be known beside the verdict.
  public var remarks: [String] {
    successions + others.map { "\($0) is a builder's key too, and not the pinned one" }
  }
}

extension ProjectState {
  /// Compares the pinned keys with those of the project.
  public var pinCheck: PinCheck {
    let parties = shownParties
    var problems: [String] = []
    var successions: [String] = []
    var absent: [Role] = []
    for (pin, role) in [(pins.client, Role.client), (pins.builder, .builder)] {
      guard let pin else { continue }
      let holders = parties.members(role).map(\.key.fingerprint)
      if role == .client, holders.isEmpty {
        if !agreements.contains(where: { $0.signer.fingerprint == pin }) { absent.append(role) }
      } else if !holders.contains(pin) {
        if let successor = holders.first(where: { hasPlace($0, of: pin) }) {
          successions.append("the \(role.title)'s key has been replaced by \(successor)")
        } else if role == .client, let holder = holders.first {
          problems.append("the client's key is \(holder), not the pinned \(pin)")
        } else {
          problems.append("the pinned \(pin) is no builder's key")
        }
      } else if role == .builder, !hasSigned(pin) {
        absent.append(role)
      }
    }
    let others = parties.members(.builder).map(\.key.fingerprint).filter { key in
      pins.builder.map { !hasPlace(key, of: $0) } ?? false
    }
    return PinCheck(
      problems: problems, successions: successions, absent: absent,
      others: problems.isEmpty ? others : [])
  }
}
