import ArgumentParser
import Git
import Ledger
import LedgerStore
import Programs
import Proof

/// `relay demo`: the whole story in a throw-away repository.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try relay in a throw-away repository, with a builder and a client.",
    discussion: "Touches nothing but the folder that it makes. Remove the folder when done.")

  @Argument(help: "The folder to make; a new one under the system's temporary folder if left out.")
  var folder: String?

  func run() throws {
    let stage = try DemoStage.make(at: folder)
    try stage.play()
  }
}
