import Ledger
import SSHSignature
import TestSupport

/// A record that somebody might add.
struct Move {
  let party: Party
  let statement: any Statement

  /// What it names as parents beside its heads.
  var also: [RecordID] = []
}

/// What a clone looks like to whoever works in it.
struct Scene {
  let view: ReferenceView
  let holders: [String: Role]
  let milestones: [ModelMilestone]
  let terms: ProjectTerms?
  let isAgreed: Bool

  init(_ view: ReferenceView) {
    self.view = view
    holders = view.holders
    milestones = view.milestones
    let inForce = view.inForce
    terms = inForce.terms?.content
    isAgreed = !inForce.agreed.isEmpty
  }

  /// The keys in a role.
  func keys(_ role: Role) -> Set<String> { Set(holders.filter { $0.value == role }.keys) }
}

/// Writes ledgers at random: clones that do mostly what makes sense to them, and sometimes not.
struct ContractGenerator {
  let cast: Company
  var random: SeededGenerator
  private(set) var chain: Chain
  private(set) var model: ReferenceModel

  /// The admitted records that each clone has, and all of their ancestors.
  private(set) var clones: [Set<RecordID>]

  /// How many of a hundred records make no sense.
  private let hostility: Int

  /// What records name as parents.
  enum Shapes {
    /// A clone's heads, and sometimes less or anything.
    case any
    /// A clone's heads.
    case ownHeads
  }

  private let shapes: Shapes

  /// Founds a project.
  init(
    seed: UInt64, cast: Company, clones count: Int, hostility: Int, shapes: Shapes = .any
  ) throws {
    self.cast = cast
    self.shapes = shapes
    self.hostility = hostility
    var random = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<8 { _ = random.next() }
    let isByTheClient = random.below(5) == 0
    let terms = Self.terms(
      client: isByTheClient || random.below(3) > 0 ? cast.bob.key : nil, cast, &random)
    var chain = Chain()
    try chain.add(terms, by: isByTheClient ? cast.bob.key : cast.ana.key)
    model = ReferenceModel(first: ModelRecord(chain.records[0]))
    self.chain = chain
    self.random = random
    clones = Array(repeating: [chain.records[0].id], count: count)
  }

  /// Adds records until there are so many.
  mutating func grow(to count: Int) throws {
    while chain.records.count < count { try step() }
  }

  /// One thing happens in one clone.
  private mutating func step() throws {
    let place = random.below(clones.count)
    if random.below(3) == 0 { clones[place].formUnion(clones[random.below(clones.count)]) }
    let scene = Scene(model.view(of: clones[place]))
    let isHostile = random.below(100) < hostility
    guard let move = isHostile ? nonsense(scene) : sense(scene) else { return }
    var parents = Set(scene.view.heads + move.also)
    if isHostile && random.below(2) == 0 {
      parents = [some(model.order).id, some(model.order).id]
      if random.below(8) == 0 { parents.insert(some(chain.records).id) }
      if random.below(12) == 0 { parents.insert(RecordID(hashing: [UInt8(place)])) }
    } else if shapes == .any && random.below(10) == 0 {
      // A clone that lags behind.
      parents = [some(scene.view.records).id]
    }
    let id = try chain.add(move.statement, by: move.party, after: parents.sorted())
    guard let record = chain.records.last else { return }
    model.consider(ModelRecord(record))
    if model.pasts[id] != nil { clones[place].formUnion(model.closure(of: [id])) }
  }
}

// Choices.
extension ContractGenerator {
  /// Any element; there must be one.
  mutating func some<Element>(_ elements: [Element]) -> Element {
    elements[random.below(elements.count)]
  }

  /// Any element.
  mutating func any<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : some(elements)
  }

  mutating func chance(_ part: Int, of whole: Int) -> Bool { random.below(whole) < part }

  /// Somebody who has a role.
  mutating func holder(_ role: Role, _ scene: Scene) -> Party? {
    let keys = scene.keys(role)
    return any(cast.parties { keys.contains($0) })
  }

  /// One of the two parties.
  mutating func either(_ scene: Scene) -> (party: Party, role: Role)? {
    let role: Role = chance(1, of: 2) ? .client : .builder
    return holder(role, scene).map { ($0, role) }
  }

  /// Terms of a project; mostly without a limit.
  static func terms(
    client: Party?, _ cast: Company, _ random: inout SeededGenerator
  ) -> ProjectTerms {
    var builders = [cast.ana.key]
    var witnesses: [ProjectTerms.Person] = []
    switch random.below(4) {
    case 0: builders.append(cast.cleo.key)
    case 1: witnesses = [.init(name: "Cleo", email: nil, key: cast.cleo.key.publicKey)]
    default: break
    }
    let escrow = ProjectTerms.Person(name: "Dan", email: nil, key: cast.dan.key.publicKey)
    let hasBudget = random.below(3) == 0
    return ProjectTerms(
      title: "Shop \(random.below(1_000))", description: nil, roots: [],
      currency: hasBudget ? "EUR" : nil, budget: hasBudget ? 1_000_000 : nil,
      client: .init(name: "Bob", email: nil, key: client?.publicKey),
      builders: builders.map(\.builder), escrow: random.below(3) > 0 ? escrow : nil,
      witnesses: witnesses, tickets: [], nonce: "00112233445566778899aabbccddeeff")
  }

  /// Terms of a milestone.
  mutating func milestoneTerms(_ number: Int64, replaces: RecordID?) -> MilestoneTerms {
    let amounts: [Int64?] = [nil, 0, 100_000, 250_000, 300_000, 400_050, 600_000]
    let currency = Currency(chance(1, of: 25) ? "JPY" : "EUR")
    let money = some(amounts).flatMap { amount in
      currency.flatMap { Money(amount: amount, currency: $0) }
    }
    return MilestoneTerms(
      milestone: number, title: "Part \(random.below(100))", amount: money,
      deliverables: chance(1, of: 3) ? ["one", "two"] : [],
      escrow: chance(1, of: 2) ? "E-77" : nil, replaces: replaces)
  }
}
