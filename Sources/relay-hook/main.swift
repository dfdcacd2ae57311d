import Git
import Ledger
import LedgerStore
import Proof

/// What git's hooks run. Its exit status never makes git stop, and it never asks anything.
Hook.run(Array(CommandLine.arguments.dropFirst()))
