import Git
import Ledger
import LedgerStore
import Proof

// What each copy of a ledger holds.
extension Diagnosis {
  mutating func examineLedgers(key: String?) {
    do {
      let copies = VisibleCopy.numbers(in: try repository.mainWorkDirectory())
      let numbers = Set(try LedgerBranch.numbers(in: repository) + copies).sorted()
      if numbers.isEmpty {
        add("ledger", .note, "no project is set up here", repair: "relay init 1")
      } else {
        try examineFolder()
      }
      if try repository.reference(LedgerBranch.obstacle) != nil {
        let name = LedgerBranch.folder
        add(
          "ledger", .fault, "the branch \(name) is in the way of the ledgers' branches \(name)/…",
          repair: "git branch -m \(name) old-\(name)")
      }
      for number in numbers {
        do { try examineLedger(number, key) } catch { add("ledger", error) }
      }
    } catch { add("ledger", error) }
  }

  /// Whether the folder of the readable copies can be one.
  private mutating func examineFolder() throws {
    guard let path = try repository.mainWorkDirectory().map({ $0 + VisibleCopy.folder }),
      try !isFolder(path)
    else { return }
    let move = "mv \(path.shellWord) \(try Files.freePath(path + ".old").shellWord)"
    add(
      "ledger", .fault, "\(Session.shortened(path)) is no folder, so there is no readable copy",
      repair: "\(move) && relay sync")
  }

  /// Whether a path is a folder, or can become one.
  private func isFolder(_ path: String) throws -> Bool {
    let kind = try Files.kind(path)
    return kind == nil || kind == .folder
  }

  private mutating func examineLedger(_ number: Int64, _ key: String?) throws {
    let branch = LedgerBranch(number: number)
    let genesis = try Settings.genesis(of: number, in: repository)
    if genesis == nil, let rivals = rivals(number) {
      // Until one is settled on none of the copies can be read.
      addRivals(rivals, number)
      return
    }
    let copy = try VisibleCopy(of: branch, in: repository)
    let hasCopy = try copy.map { try Files.kind($0.path) == .folder } ?? false
    let local = try repository.reference(branch.name)
    let tracking = try branch.trackingTips(in: repository)
    let sync = "relay sync \(number)"
    func count(_ storage: any LedgerStorage) -> Int? {
      (try? Ledger.read(storage, number: number, genesis: genesis))?.records.count
    }
    let copied = hasCopy ? copy.flatMap { count($0.storage) } : nil
    let held = local.flatMap { count(BranchStorage(repository: repository, copies: [.init($0)])) }
    let remote = tracking.compactMap {
      count(BranchStorage(repository: repository, copies: [.init($0.id, remoteName: $0.name)]))
    }.max()
    let elsewhere = max(copied ?? 0, remote ?? 0)
    let places = [(copied, ".relay/\(number)"), (remote, "the remote's copy")]
      .compactMap { count, name in count.map { "\(name) holds \($0)" } }.joined(separator: ", ")
    let noun = elsewhere == 1 && places.count { $0 == "," } == 0 ? "record" : "records"
    switch (local, held) {
    case (nil, _) where elsewhere > 0:
      add(
        "ledger", .fault, "branch \(branch.shortName) is gone; \(places) \(noun)", repair: sync)
    case (_?, nil):
      add(
        "ledger", .fault,
        "branch \(branch.shortName) holds no ledger that can be read"
          + (places.isEmpty ? "" : "; \(places) \(noun)"), repair: sync)
    case (_?, let held?) where held < elsewhere:
      add(
        "ledger", .fault,
        "branch \(branch.shortName) holds \(Terminal.count(held, "record")); \(places)",
        repair: sync)
    case (_?, let held?):
      add(
        "ledger", .good,
        "project \(number): \(Terminal.count(held, "record")) in \(branch.shortName)")
      if let copy, try isFolder(copy.top), copied != held {
        let what =
          hasCopy ? "holds \(copied ?? 0) of \(Terminal.count(held, "record"))" : "is not there"
        add("ledger", .fault, ".relay/\(number) \(what)", repair: sync)
      }
    default: break
    }
    // Read from branches alone; what only the copy holds comes back first.
    guard held != nil || remote != nil else { return }
    var ledger = try session.ledger(number)
    let clash = try LedgerUnion(branch, in: repository).clash(with: ledger)
    // What is pushed and compared is the one here, whatever a pin would rather read.
    if clash != nil { ledger = try session.ledger(number, pins: Pins()) }
    let others = try OtherLedger.all(of: branch, besides: ledger.state.genesis, in: repository)
    let repair = LedgerRepair(of: number, in: repository)
    if let clash {
      let isRemotes = others.contains { $0.founder == clash.pinned }
      addFault(
        Wording(for: clash), repair: (isRemotes ? [] : repair.lines(for: clash)) + [repair.pins])
    }
    for other in others { addFault(Wording(other), repair: try repair.lines(for: other)) }
    let said = others.map(\.finding)
    let strangers = ledger.findings.filter { !said.contains($0) }
    try examineParties(ledger, key, strangers: strangers.count)
  }

  /// The first records that claim a number, where that is more than one and nothing chooses.
  private func rivals(_ number: Int64) -> [RecordID]? {
    do { _ = try session.ledger(number) } catch Ledger.ReadError.several(let ids, _) {
      return ids
    } catch {}
    return nil
  }

  private mutating func addRivals(_ ids: [RecordID], _ number: Int64) {
    let lines = ids.map { id in
      "git config relay.\(number).genesis \(id.hex) && relay sync \(number)"
        + "  # if it is \(id.short)"
    }
    add(
      "ledger", .fault,
      "\(ids.count) projects claim the number \(number), and none is settled on; one of these does",
      repair: lines)
  }

  private mutating func addFault(_ wording: Wording, repair: [String]) {
    add("ledger", .fault, wording.message, repair: repair)
  }

  private mutating func examineParties(
    _ ledger: Ledger, _ key: String?, strangers: Int
  ) throws {
    let number = ledger.state.number
    let role = key.flatMap { ledger.state.shownParties.role(of: $0) }
    let emails = ledger.state.parties().members(.builder).flatMap(\.emails)
    let own = (try? Identity.configured(in: try repository.configuration()))?.emails ?? []
    let isBuilders = own.contains(where: emails.contains)
    if let role {
      add("role", .good, "project \(number): your key is the \(role.title)'s")
    } else if key != nil, isBuilders {
      let known = Remedy(session).usableKeys()
      add(
        "role", .fault,
        "project \(number): your address is a builder's and your key is not: nothing will be proven",
        repair: known.isEmpty ? ["relay join \(number)"] : known)
    } else if key != nil {
      add(
        "role", .note,
        "project \(number): your key has no role; to ask for one: relay join \(number)",
        repair: "relay keys \(number)")
    }
    if role == .builder, !isBuilders {
      add(
        "role", .fault,
        "git's user.email is not among the builders' addresses: nothing will be proven",
        repair: emails.prefix(1).map { "git config user.email \(Inert.text($0).shellWord)" })
    }
    if ledger.state.isAgreed == false {
      add("role", .note, "project \(number): the client has not agreed yet", repair: "relay status")
    }
    if strangers > 0 {
      add(
        "ledger", .note,
        "project \(number): \(strangers == 1 ? "1 file is" : "\(strangers) files are") no part of it,"
          + " and left out",
        repair: "relay verify \(number)")
    }
    let newest = ledger.records.map(\.payload.time.seconds).max() ?? 0
    if newest > session.now.seconds + 300 {
      let ahead = (newest - session.now.seconds) / 60
      add(
        "clock", .fault,
        "project \(number): a record is dated \(Terminal.count(Int(ahead), "minute")) from now;"
          + " set the clock right, or ask who signed it")
    } else {
      add("clock", .good, "\(session.now)")
    }
  }
}
