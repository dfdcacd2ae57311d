/// The file by which `ssh-keygen -Y verify` knows whose key is whose.
///
/// ssh-keygen(1) describes it under ALLOWED SIGNERS.
public struct AllowedSigners {
  /// A line of the file, without a newline:
  /// `ana@example.com namespaces="relay-ledger-v1" ssh-ed25519 AAAA…`.
  ///
  /// Names that would mean something else there are refused: patterns, lists, comments, anything
  /// with white space, quotes or control characters.
  /// At least one namespace is needed: without any, the key could sign for everything.
  public static func line(
    principal: String, key: PublicKey, namespaces: [String]
  ) throws(KeyError) -> String {
    guard isName(principal), !principal.hasPrefix("#") else {
      throw .malformed(
        "a signer's name can't be empty or hold spaces, commas, quotes or any of #!*?")
    }
    guard !namespaces.isEmpty, namespaces.allSatisfy({ isName($0) && SSHSIG.isNamespace($0.utf8) })
    else {
      throw .malformed("a namespace can't be empty or hold spaces, commas, quotes or any of !*?")
    }
    return "\(principal) namespaces=\"\(namespaces.joined(separator: ","))\" \(key.line)"
  }

  /// Whether ssh-keygen takes the text for one name that stands for itself.
  private static func isName(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned,
          .privateUse, .surrogate:
          false
        default: !special.contains(scalar)
        }
      }
  }

  private static let special: Set<Unicode.Scalar> = [",", "\"", "\\", "!", "*", "?"]
}
