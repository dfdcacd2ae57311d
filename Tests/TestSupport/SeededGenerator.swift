/// A generator whose numbers are the same in each run (xorshift64*).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts from a number other than 0.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// A number below `bound`; slightly uneven, which does not matter here, and fast.
  public mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}
