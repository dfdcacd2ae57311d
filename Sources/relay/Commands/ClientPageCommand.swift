import ArgumentParser
import Ledger
import Proof
import Report

/// `relay client-page`: the page for clients who install nothing.
struct ClientPageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client-page",
    abstract: "Write the page with which a client checks a report and signs decisions.",
    discussion: """
      One file, the same for everyone who has this version of relay: it opens in any browser, needs \
      no network and sends nothing. The client should get it, or its SHA-256, from somebody else \
      than the builder: from the release, or the guide for clients.
      """)

  @Option(name: .shortAndLong, help: "The file to write; - for standard output.")
  var output: String = ClientPage.name

  @Flag(help: "Only print the SHA-256 that the file has.")
  var sha256 = false

  func run() throws {
    do {
      let digest = try ClientPage.sha256(version: Version.text)
      if sha256 {
        Terminal.line(digest)
        return
      }
      let page = try ClientPage.bytes(version: Version.text)
      guard output != "-" else {
        Terminal.write(page)
        return
      }
      try OutputFile.write(page, to: output)
      Terminal.line("Wrote \(Session.shortened(output)), SHA-256")
      Terminal.line("  \(digest)")
      Terminal.line("Next: the client opens it and drops a report or a bundle on it")
    } catch let error as ReportError {
      throw Wording(Inert.text(error.message))
    }
  }
}
