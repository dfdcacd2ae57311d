import Git
import LedgerStore
import Proof
import SSHSignature

// Whether the key signs.
extension Diagnosis {
  /// - Returns: The key's fingerprint.
  mutating func examineKey() -> String? {
    do {
      // As a hook would: nobody there to answer.
      let surroundings = SigningKey.Surroundings(
        agentSocket: Session.variable("SSH_AUTH_SOCK"), isInteractive: false, limit: .seconds(2))
      let configuration = try repository.configuration()
      guard let key = try SigningKey.configured(in: configuration, surroundings) else {
        add("key", SignerError.noKey)
        return nil
      }
      let signer = try key.signer(surroundings)
      let place = "\(key.setting), \(Session.shortened(key.value))"
      add("key", .good, signer.key.fingerprint)
      do {
        try signer.trial(now: session.now)
        add("key", .good, "signs without asking: \(place)")
      } catch {
        add("key", error, lead: "does not sign without asking: \(place): ")
      }
      return signer.key.fingerprint
    } catch {
      add("key", error)
      return nil
    }
  }
}
