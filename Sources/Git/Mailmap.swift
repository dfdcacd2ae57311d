internal import CLibgit2

/// A repository's `.mailmap`: which addresses mean one person.
public struct Mailmap: ~Copyable {
  private let pointer: OpaquePointer

  private init(takingOwnershipOf pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    git_mailmap_free(pointer)
  }

  /// Reads the map that git would use; an empty one if there is none.
  public static func read(in repository: Repository) throws(GitError) -> Mailmap {
    var pointer: OpaquePointer?
    if git_mailmap_from_repository(&pointer, repository.pointer) < 0 {
      try check(git_mailmap_new(&pointer), "git_mailmap_new")
    }
    guard let pointer else { throw GitError(.other, "no mailmap") }
    return Mailmap(takingOwnershipOf: pointer)
  }

  /// The address by which the map knows a person of a commit.
  public func email(of person: Commit.Person) -> [UInt8] {
    let found = lookUp(person)
    guard found == person.email else { return found }
    // git compares addresses in any case; libgit2 as they are written.
    let lower = person.email.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
    return lookUp(
      Commit.Person(name: person.name, email: lower, time: person.time, offset: person.offset))
  }

  private func lookUp(_ person: Commit.Person) -> [UInt8] {
    // The map's file is text in lines, so names with a NUL are not in it.
    guard !person.name.contains(0), !person.email.contains(0) else { return person.email }
    var name: UnsafePointer<CChar>?
    var email: UnsafePointer<CChar>?
    let status = (person.name + [0]).withUnsafeBytes { nameBytes in
      (person.email + [0]).withUnsafeBytes { emailBytes in
        git_mailmap_resolve(
          &name, &email, pointer, nameBytes.bindMemory(to: CChar.self).baseAddress,
          emailBytes.bindMemory(to: CChar.self).baseAddress
        ) == 0 ? email.map { Array(String(cString: $0).utf8) } : nil
      }
    }
    return status ?? person.email
  }
}
