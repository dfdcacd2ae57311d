extension String {
  /// The text as one word of a shell's, quoted where it must be.
  public var shellWord: String { shellWord(isAlwaysQuoted: false) }

  /// The text as one word of a shell's, quoted where it must be or always.
  public func shellWord(isAlwaysQuoted: Bool) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,="
    if !isAlwaysQuoted, !isEmpty, allSatisfy(plain.contains) { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
