#!/usr/bin/perl
# Prints an ordinary project's history for `git fast-import`: a thousand source files in folders,
# each commit edits a few lines of one to four of them and names project 7.
#
#     perl project.pl COMMITS | git fast-import
use strict;
use warnings FATAL => 'all';

my $commits = shift;
my $seed = 1;
sub chance { $seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648; return int($seed / 65_536) % $_[0] }
sub line { return '  let value' . chance(1_000) . ' = compute(' . chance(1_000) . ")\n" }
sub data { return 'data ' . length($_[0]) . "\n$_[0]\n" }

my @files = map { [sprintf('Sources/Module%02d/Part%d/File%03d.swift', $_ % 23, $_ % 5, $_), [map { line() } 1 .. 40 + chance(260)]] } 1 .. 1_000;
for my $number (1 .. $commits) {
  my $when = 1_600_000_000 + 900 * $number;
  print "commit refs/heads/main\n";
  print "$_ Ana <ana\@example.com> $when +0200\n" for qw(author committer);
  print data("Change how part $number computes\n\nIt did too much at once. #relay-7\n");
  for my $file ($number == 1 ? @files : map { $files[chance(scalar @files)] } 0 .. chance(4)) {
    my ($path, $lines) = @$file;
    splice @$lines, chance(@$lines - 9), chance(6), map { line() } 0 .. chance(8);
    print "M 100644 inline $path\n", data(join '', @$lines);
  }
}
print "done\n";
