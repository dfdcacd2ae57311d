/// Which structural records a record's signer had seen: a set of their numbers in the ledger.
public struct Past: Sendable, Hashable {
  // Without zeros at the end, so that equal sets are equal.
  private var words: [UInt64] = []

  /// Nothing seen.
  public init() {}

  /// Whether a structural record is in the set.
  public func contains(_ number: Int) -> Bool {
    number / 64 < words.count && words[number / 64] & (1 << UInt64(number % 64)) != 0
  }

  mutating func insert(_ number: Int) {
    while words.count <= number / 64 { words.append(0) }
    words[number / 64] |= 1 << UInt64(number % 64)
  }

  mutating func formUnion(_ other: Past) {
    while words.count < other.words.count { words.append(0) }
    for (index, word) in other.words.enumerated() { words[index] |= word }
  }

  /// The records that are in both sets.
  func intersection(_ other: Past) -> Past {
    var result = Past()
    result.words = zip(words, other.words).map { $0 & $1 }
    while result.words.last == 0 { result.words.removeLast() }
    return result
  }
}
