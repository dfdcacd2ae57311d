#!/usr/bin/perl
# Times commands in turn, round after round, so that whatever else the machine does falls on all of
# them alike, and prints a table.
#
#     perl measure.pl ROUNDS < TABLE
#
# A line of TABLE: name, folder, what to do before (sh), the command, what must succeed after (sh),
# `memory` or nothing; separated by tabs. The first line is what the others are compared with.
use strict;
use warnings FATAL => 'all';
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $rounds = shift;

# The table goes to standard output, what the commands say does not.
open my $table, '>&', \*STDOUT or die "relay: error: standard output: $!\n";
open STDOUT, '>', '/dev/null' or die "relay: error: /dev/null: $!\n";
my @rows = map { chomp; my %row; @row{qw(name folder before command after memory)} = split /\t/, $_, -1; \%row } <STDIN>;

sub sh {
  my ($row, $what) = @_;
  return if $row->{$what} eq '';
  system('sh', '-ec', $row->{$what}) == 0 or die "relay: error: $row->{name}: $row->{$what}\n";
}

# The first round warms up.
for my $round (0 .. $rounds) {
  for my $row (@rows) {
    chdir $row->{folder} or die "relay: error: $row->{folder}: $!\n";
    sh($row, 'before');
    my $command = $row->{memory} ? "/usr/bin/time -f %M -o ../memory $row->{command}" : $row->{command};
    my $start = clock_gettime(CLOCK_MONOTONIC);
    system($command) == 0 or die "relay: error: $row->{name}: $command\n";
    my $end = clock_gettime(CLOCK_MONOTONIC);
    sh($row, 'after');
    next if $round == 0;
    push @{ $row->{times} }, 1_000 * ($end - $start);
    next unless $row->{memory};
    open my $file, '<', '../memory' or die "relay: error: memory: $!\n";
    push @{ $row->{sizes} }, <$file> / 1_024;
  }
}

sub median {
  my @sorted = sort { $a <=> $b } @_;
  return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

printf {$table} "%-38s %9s %9s %9s %9s %6s %8s\n", "ms, $rounds rounds", 'median', 'min', 'max', 'more', 'ratio', 'peak MB';
my $base = median(@{ $rows[0]{times} });
for my $row (@rows) {
  my @times = sort { $a <=> $b } @{ $row->{times} };
  my $median = median(@times);
  printf {$table} "%-38s %9.1f %9.1f %9.1f %9.1f %6.2f %8s\n", $row->{name}, $median, $times[0], $times[-1],
    $median - $base, $median / $base, $row->{sizes} ? sprintf('%.0f', median(@{ $row->{sizes} })) : '';
}
