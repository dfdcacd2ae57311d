internal import Git
internal import Programs

/// The command by which git reaches a remote over ssh, told to ask for nothing.
enum SSHCommand {
  /// Clients that take other options than OpenSSH's.
  private static let others: Set<String> = ["plink", "tortoiseplink", "putty"]

  /// What `GIT_SSH_COMMAND` must say.
  ///
  /// Chosen as git chooses, so that the remote is reached with the key and the host that the user
  /// has set.
  ///
  /// - Returns: `nil` where the program is not OpenSSH's and would take the option for a mistake:
  ///   git then does as it would without relay.
  static func silent(in repository: Repository) -> String? {
    let settings = try? repository.configuration()
    let variant = Program.inherited("GIT_SSH_VARIANT") ?? settings?["ssh.variant"] ?? "auto"
    guard variant == "auto" || variant == "ssh" else { return nil }
    guard let command = Program.inherited("GIT_SSH_COMMAND") ?? settings?["core.sshcommand"] else {
      // A program without arguments, which a command would outrank.
      return Program.inherited("GIT_SSH") == nil ? silent("ssh") : nil
    }
    return variant == "ssh" || !isOther(command) ? silent(command) : nil
  }

  private static func silent(_ command: String) -> String { "\(command) -oBatchMode=yes" }

  private static func isOther(_ command: String) -> Bool {
    let name = command.split(separator: " ").first?.split { "/\\\"'".contains($0) }.last ?? ""
    let lowered = name.lowercased()
    return others.contains(lowered.hasSuffix(".exe") ? String(lowered.dropLast(4)) : lowered)
  }
}
