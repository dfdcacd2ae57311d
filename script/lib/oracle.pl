#!/usr/bin/perl
# Compares a ledger's commit proofs with what git says of the same commits.
#
#     perl oracle.pl --repository GITDIR --ledger GITDIR --project N --mail MAIL [--all-authors]
#       [--ticket PREFIX]… [--waiting FILE] [--truth FILE] [--keys ALLOWED_SIGNERS]
#
# --repository is an untouched bare copy: no setting, attribute or replaced object bears on it.
# --waiting names the commits that relay said it must leave out, --truth those that name the
# project where that is known. Prints the first ten differences and one line of what was compared;
# the status is 1 if anything differed.
use strict;
use warnings FATAL => 'all';
use Digest::SHA qw(sha256_hex);
use File::Basename qw(dirname);
use File::Temp qw(tempfile);
use Getopt::Long;
use JSON::PP;
use lib dirname(__FILE__);
use Tags;

GetOptions(\my %option, qw(repository=s ledger=s project=s mail=s all-authors ticket=s@ waiting=s
  truth=s keys=s name=s)) && !@ARGV or die "relay: error: see the head of oracle.pl\n";
binmode STDOUT;

my @git = (qw(git --no-replace-objects -c core.attributesFile=/dev/null -c core.quotePath=false),
  "--git-dir=$option{repository}");
my @diff = qw(diff-tree --stdin --root -r --no-ext-diff --no-textconv --diff-algorithm=myers);

# Starts a program on lines of input, and gives its output.
sub start {
  my ($input, @command) = @_;
  my ($file, $path) = tempfile(UNLINK => 1);
  print {$file} map { "$_\n" } @$input;
  close $file or die "relay: error: $path: $!\n";
  my $child = open(my $output, '-|') // die "relay: error: fork: $!\n";
  return $output if $child;
  open STDIN, '<', $path or die "relay: error: $path: $!\n";
  exec @command or die "relay: error: $command[0]: $!\n";
}

sub finish { close $_[0] or die "relay: error: git failed\n" }

sub lines {
  my $output = start(@_);
  chomp(my @lines = <$output>);
  finish($output);
  return @lines;
}

# Calls back with each object's name and content; missing ones have none.
sub objects {
  my ($directory, $names, $found) = @_;
  my $output = start($names, 'git', "--git-dir=$directory", '--no-replace-objects', 'cat-file', '--batch');
  while (my $head = <$output>) {
    chomp $head;
    my ($name, $type, $size) = split ' ', $head;
    if ($type eq 'missing') { $found->($name, undef); next }
    read($output, my $content, $size) == $size or die "relay: error: git was cut short\n";
    read $output, my $end, 1;
    $found->($name, $content);
  }
  finish($output);
}

my ($differences, @shown) = (0);
sub differ {
  $differences++;
  push @shown, join(' ', @_) if @shown < 10;
}

# What git says ------------------------------------------------------------------------------

my %commit;
my @all = lines([], @git, qw(rev-list --exclude=refs/heads/relay-ledger/* --all));
objects($option{repository}, \@all, sub {
  my ($id, $content) = @_;
  my ($head, $message) = $content =~ /\A(.*?\n)\n(.*)\z/s ? ($1, $2) : ($content, '');
  # Parents stand right after the tree; git takes no notice of others.
  my ($tree, $parents) = $head =~ /\Atree ([0-9a-f]+)\n((?:parent [0-9a-f]+\n)*)/;
  my @parents = $parents =~ /([0-9a-f]{40,})/g;
  $commit{$id} = {
    tree => $tree, commit_parents => \@parents, commit_sha256 => sha256_hex($content),
    named => Tags::names($message, $option{project}, @{ $option{ticket} // [] }),
  };
});

if (defined $option{truth}) {
  open my $file, '<', $option{truth} or die "relay: error: $option{truth}: $!\n";
  chomp(my @truth = <$file>);
  my %truth = map { $_ => 1 } @truth;
  for (sort keys %commit) {
    differ($_, 'names the project by one grammar only') if $commit{$_}{named} != ($truth{$_} // 0);
  }
}

my @named = sort grep { $commit{$_}{named} } keys %commit;
my $format = '%H%x00%at%x00%ct%x00%ae%x00%aE%x00%ce%x00%cE';
for (lines(\@named, @git, qw(log --stdin --no-walk=unsorted), "--format=$format")) {
  my ($id, $author_time, $committer_time, @mails) = split /\0/, $_, -1;
  my @ours = map { lc $_ eq lc $option{mail} } @mails;
  # A record holds no greater number.
  ($commit{$id}{author_time}, $commit{$id}{committer_time}) =
    map { $_ ne '' && Tags::fits($_) ? $_ : 0 } $author_time, $committer_time;
  $commit{$id}{own} = $ours[0] || $ours[1];
  $commit{$id}{ours} = grep { $_ } @ours;
}
my @expected = grep { $option{'all-authors'} || $commit{$_}{ours} } @named;

# A commit is out of reach if something that its counts hang on is not here.
my @single = grep { @{ $commit{$_}{commit_parents} } < 2 } @expected;
for (@single) {
  my $parent = $commit{$_}{commit_parents}[0];
  $commit{$_}{missing} = 1 if defined $parent && !exists $commit{$parent};
}
@single = grep { !$commit{$_}{missing} } @single;
my (%users, %readers, $current);
for (lines(\@single, @git, @diff, qw(--raw --no-abbrev --no-renames))) {
  if (my ($old_mode, $new_mode, $old, $new) = /^:(\d+) (\d+) (\S+) (\S+)/) {
    # Where only the mode changed the counts hang on no content, though git reads it.
    push @{ $readers{$old} }, $current if $old eq $new;
    next if $old eq $new;
    push @{ $users{$old} }, $current if $old_mode !~ /^(?:0+|160000)$/;
    push @{ $users{$new} }, $current if $new_mode !~ /^(?:0+|160000)$/;
  }
  elsif (/^[0-9a-f]+$/) { $current = $_ }
}
for (lines([sort keys %{ { %users, %readers } }], @git, qw(cat-file --batch-check))) {
  next unless /^(\S+) missing$/;
  $commit{$_}{missing} = 1 for @{ $users{$1} // [] };
  $commit{$_}{unreadable} = 1 for @{ $readers{$1} // [] };
}
@single = grep { !$commit{$_}{missing} && !$commit{$_}{unreadable} } @single;

my @counts = qw(files_changed files_added files_modified files_removed files_renamed additions deletions);
for my $id (@expected) { $commit{$id}{$_} = 0 for @counts }
{
  local $/ = "\0";
  my $output = start(\@single, @git, @diff, qw(-z -M100% --raw --numstat));
  my %kind = (A => 'files_added', D => 'files_removed', M => 'files_modified', T => 'files_modified', R => 'files_renamed');
  my $facts;
  while (defined(my $token = <$output>)) {
    chomp $token;
    if ($token =~ /^:.* ([A-Z])\d*$/) {
      $facts->{files_changed}++;
      $facts->{ $kind{$1} // die "relay: error: git says $1\n" }++;
      <$output>;
      <$output> if $1 eq 'R';
    }
    elsif ($token =~ /^(\d+|-)\t(\d+|-)\t(.*)$/s) {
      if ($1 ne '-') { $facts->{additions} += $1; $facts->{deletions} += $2 }
      if ($3 eq '') { <$output>; <$output> }
    }
    elsif ($token =~ /^([0-9a-f]{40,64})$/ && $commit{$1}) { $facts = $commit{$1} }
    else { die "relay: error: unexpected output of git: $token\n" }
  }
  finish($output);
}

for (lines(\@single, 'sh', '-c', '"$@" | git patch-id --stable', 'sh', @git, @diff,
  qw(-p --no-renames --full-index)))
{
  my ($patch, $id) = split ' ';
  $commit{$id}{patch_id} = $patch;
}

# What the ledger says ------------------------------------------------------------------------

my (%record, %proof, @signed);
for (lines([], 'git', "--git-dir=$option{ledger}", qw(ls-tree -r --full-tree),
  "refs/heads/relay-ledger/$option{project}", 'records/'))
{
  my ($blob, $path) = /^100644 blob ([0-9a-f]+)\t(.*)$/ or differ($_, 'is no record'), next;
  $record{$blob} = $path =~ m{^records/(..)/(..)/(\1\2[0-9a-f]{60})\.relay$} ? $3 : $path;
}
objects($option{ledger}, [sort keys %record], sub {
  my ($blob, $content) = @_;
  my ($payload) = $content =~ /\A(.*\n)/;
  differ($record{$blob}, 'is not named after its content') if sha256_hex($payload) ne $record{$blob};
  return if $payload !~ /"type":"proof"/;
  my $proof = JSON::PP->new->utf8->decode($payload);
  return if $proof->{type} ne 'proof' || $proof->{kind} ne 'commit';
  differ($proof->{commit}, 'has two proofs') if $proof{ $proof->{commit} };
  $proof{ $proof->{commit} } = $proof;
  push @signed, $content if @signed < 20;
});

# The comparison ------------------------------------------------------------------------------

my %waiting;
if (defined $option{waiting}) {
  open my $file, '<', $option{waiting} or die "relay: error: $option{waiting}: $!\n";
  chomp(my @waiting = <$file>);
  %waiting = map { $_ => 1 } @waiting;
}
my %expected = map { $_ => 1 } @expected;
for my $id (sort keys %proof) { differ($id, 'has a proof without reason') unless $expected{$id} }
for my $id (sort keys %waiting) {
  differ($id, 'waits without reason') unless $expected{$id} && $commit{$id}{missing};
}
my ($patched, $uncompared) = (0, 0);
for my $id (@expected) {
  my ($git, $relay) = ($commit{$id}, $proof{$id});
  if ($git->{missing}) {
    differ($id, 'lacks objects and is not named as waiting') unless $waiting{$id};
    differ($id, 'lacks objects and has a proof') if $relay;
    next;
  }
  differ($id, 'has no proof'), next unless $relay;
  my $is_whole = !$git->{unreadable};
  $uncompared++ unless $is_whole;
  for my $key (qw(tree commit_sha256 author_time committer_time), $is_whole ? @counts : ()) {
    differ($id, "$key: git $git->{$key}, relay", $relay->{$key} // 'nothing')
      if ($relay->{$key} // '') ne $git->{$key};
  }
  differ($id, 'parents') if "@{ $relay->{commit_parents} }" ne "@{ $git->{commit_parents} }";
  my ($patch, $claim) = map { $_->{patch_id} // 'nothing' } $git, $relay;
  differ($id, "patch id: git $patch, relay $claim") if $patch ne $claim && $is_whole;
  $patched++ if $claim ne 'nothing';
  differ($id, 'vouched') if !$git->{own} != !!$relay->{vouched};
}

# Some of the signatures, by OpenSSH.
my $checked = 0;
if (defined $option{keys}) {
  for my $content (@signed) {
    $checked++;
    my ($payload, $armor) = split /(?<=\n)/, $content, 2;
    my ($file, $path) = tempfile(UNLINK => 1);
    print {$file} $armor;
    close $file or die "relay: error: $path: $!\n";
    open my $check, '|-', 'ssh-keygen', qw(-q -Y verify -n relay-ledger-v1 -f), $option{keys}, '-I',
      $option{mail}, '-s', $path or die "relay: error: ssh-keygen: $!\n";
    print {$check} $payload;
    close $check or differ(sha256_hex($payload), 'is not well signed, says ssh-keygen');
  }
}

print "  $_\n" for @shown;
printf "%s: %d commits, %d name project %s, %d to prove, %d proofs, %d with patch ids, %d waiting, "
  . "%d beyond git for want of objects, %d signatures checked by ssh-keygen: %d differences\n", $option{name}, scalar @all, scalar @named,
  $option{project}, scalar @expected, scalar keys %proof, $patched, scalar keys %waiting, $uncompared,
  $checked, $differences;
exit($differences ? 1 : 0);
