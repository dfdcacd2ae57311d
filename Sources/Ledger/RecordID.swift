internal import SSHSignature

/// A record's name: the SHA-256 of its first line.
public struct RecordID: Hashable, Sendable, Comparable {
  // Words instead of an array: a ledger holds several ids for each record.
  private let words: SIMD4<UInt64>

  /// The name of a payload: line 1 with its newline.
  public init(hashing payload: ArraySlice<UInt8>) {
    self.init(SHA256.hash(payload))
  }

  private init(_ bytes: [UInt8]) {
    var words = SIMD4<UInt64>()
    for (index, byte) in bytes.prefix(32).enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// Parses 64 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: some StringProtocol) {
    guard hex.utf8.count == 64, let bytes = Hex.decode(String(hex)) else { return nil }
    self.init(bytes)
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in 0..<4 {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: words[word] >> shift))
      }
    }
    return Hex.encode(bytes)
  }

  /// The leading digits that lists show.
  public var short: String { String(hex.prefix(10)) }

  /// Orders ids by their bytes.
  public static func < (left: RecordID, right: RecordID) -> Bool {
    for word in 0..<4 where left.words[word] != right.words[word] {
      return left.words[word] < right.words[word]
    }
    return false
  }
}

extension RecordID: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String { hex }
}
