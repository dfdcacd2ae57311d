import Testing

/// What the scripts rely on: that a script that shows nothing fails.
@Suite struct RunnerTests {
  private func run(_ text: String) throws {
    try ScriptRunner.run(try Script(name: "test", text: text))
  }

  private func failure(_ text: String) -> String {
    do { try run(text) } catch { return "\(error)" }
    return "none"
  }

  @Test func readsLinesAndFiles() throws {
    try run(
      """
      # A comment, and a pattern with blanks and quotes.
      exec cat a/b.txt   # and one behind
      stdout '^it''s  here$'
      stdout -count=2 here
      ! stdout there
      ! stderr
      exec sh -c 'echo "$1" >&2; exit 0' sh $HOME/x${WORK}
      ! stdout
      stderr /ana/x/.*/w$
      cp stderr c.txt
      cmp stderr c.txt
      ! cmp c.txt a/b.txt
      stdin a/b.txt
      exec wc -l
      stdout '^3$'
      ! exists d.txt
      ! exec sh -c 'exit 3'
      status 3

      -- a/b.txt --
      it's  here

      here
      """ + "\n")
  }

  @Test func failsWhereNothingIsRun() {
    #expect(failure("").contains("no line of it was run"))
    #expect(failure("# only a comment\n\nenv A=B\ncd .").contains("no line of it was run"))
    #expect(failure("[root] [!root] exec true\n").contains("no line of it was run"))
  }

  @Test func reportsWhatIsSkipped() throws {
    let text = "[!root] [root] skip 'not this'\nexec true\nskip 'no moon here'\nexec false\n"
    #expect(try ScriptRunner.run(try Script(name: "test", text: text)) == "no moon here")
    #expect(try ScriptRunner.run(try Script(name: "test", text: "exec true\n")) == nil)
    #expect(failure("exec false\nskip 'too late'\n").contains("the status is 1"))
    #expect(failure("exec true\nskip\n").contains("see the commands"))
  }

  @Test func failsWhereALineIsNotUnderstood() {
    #expect(failure("run relay").contains("unknown command run"))
    #expect(failure("exec true 'x").contains("a quote is not closed"))
    #expect(failure("[moon] exec true").contains("unknown condition"))
    #expect(failure("exec no-such-program").contains("not installed"))
    #expect(failure("! exec no-such-program").contains("not installed"))
    #expect(failure("? stdout x").contains("nothing was run yet"))
  }

  @Test(arguments: [
    ("exec false", "the status is 1"), ("! exec true", "it succeeded"),
    ("exec echo a\nstdout b", "it is not there"), ("exec echo a\n! stdout a", "it is there"),
    ("exec echo a\n! stdout", "there is something"), ("exec true\nstatus 1", "the status is 0"),
    ("exec echo a\nstdout -count=2 a", "it is there 1 times"), ("exists a", "a is not there"),
    ("exec printf 'a\\033[1mb'\nprintable", "stdout holds the character U+1B"),
    ("exec printf 'a\\377'\nprintable", "stdout holds bytes not UTF-8"),
    ("exec printf 'a\\342\\200\\256b'\nprintable", "stdout holds the character U+202E"),
    ("exec printf '%81s' x\ncolumns 80", "81 columns"),
  ])
  func failsWhereSomethingIsNotAsWanted(script: String, reason: String) {
    #expect(failure(script).contains(reason))
  }

  @Test func endsWhatTakesTooLong() {
    #expect(failure("limit 0.2\nexec sh -c 'sleep 60 & sleep 60'").contains("did not end within"))
  }

  @Test func findsWhatIsLeftRunning() {
    #expect(
      failure("limit 1\nexec sh -c 'setsid sleep 61 &'").contains("still running at the end: "))
  }

  @Test func endsWhatRunsInTheBackground() throws {
    try run("exec sleep 62 &one&\nexec sleep 63 &two&\nkill two\n! wait two\nstatus 143\n")
  }
}
