#!/usr/bin/perl
# Prints a history for `git fast-import`: everything that makes counting hard, the same each time.
#
#     perl history.pl COMMITS TRUTH | git fast-import --export-marks=MARKS
#
# TRUTH gets the marks of the commits whose messages name project 7, one a line, from a table
# rather than from a grammar.
use strict;
use warnings FATAL => 'all';

my ($commits, $truth) = @ARGV;
binmode STDOUT;

my $seed = 20_240_607;
sub chance { $seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648; return int($seed / 65_536) % $_[0] }
sub pick { return $_[chance(scalar @_)] }

my @naming = (
  "#relay-7", "fix: mail is sent twice #relay-7", "#project-7 and text", "#proj-7: start",
  "[relay-7] a", "[Project-7]", "(see [PROJ-7])", "#ReLaY-7.", "a #relay-7/2 b", "[relay-7/2]",
  "[relay-7]/2", "#relay-7/", "#relay-7/x", "#relay-7-1", "#relay-6 #relay-7", "#relay-7 #relay-7",
  "a\n\nRelay: 7", "a\n\nrelay:7/3  \nSigned-off-by: Ana", "a\n\nRelay: #relay-7", "a\r\n\r\nRelay: 7\r\n",
  "\xc3\xa9#relay-7", "\xff\xfe\x80#relay-7\x80", "\e[31m #relay-7\e[0m", "\e]0;x\a [relay-7]",
  "]#relay-7[", "a.#relay-7", "#relay-77 #relay-7", "#\n#relay-7", "-#relay-7", "x[relay-7]y",
  "<script>#relay-7</script>", "\n\n\n#relay-7\n\n\n", "[relay-7/0] #relay-7", "a\x07b\x08#relay-7",
  "\xe2\x80\xae#relay-7", "#relay-9007199254740992 #relay-7", "b\nRelay: 7\nc");
my @not_naming = (
  "", "plain", "relay-7", "#relay-77", "#relay-07", "#relay-7x", "#relay-7_", "x#relay-7",
  "_#relay-7", "9#relay-7", "/#relay-7", "&#relay-7", "##relay-7", "[relay-7", "[ relay-7]",
  "[relay-7 ]", "[relay-7/x]", "[relay-7/02]", "[relay-7/99999999999999999999]", "#relay--7", "#relay 7",
  "#relay-\xd9\xa7", "#relay-\xef\xbc\x97", "Relay: 7x", "Relay: 7 8", " Relay: 7", "xRelay: 7",
  "Relay 7", "a Relay: 7", "Relay: 07", "#relays-7", "#rel\xc3\xa1y-7", "#relay-700", "# relay-7",
  "#relay-18446744073709551623", "#relay-9007199254740999", "Relay: -7", "#relay-+7", "#re\nlay-7",
  "#relay\x00-7", "https://example.com/#relay-7", "&#relay-7;", "\e[31m#relay-7\e[0m");

my @people = (
  ("Ana <ana\@example.com>") x 8, ("Ben O'Neil <ben\@example.com>") x 3, "<ana\@example.com>",
  "\xff\xfe <ana\@example.com>", "Ana \"x\" \e[31m <eve\@example.com>", "Eve <>",
  "Ana <ana\@old.example.com>", "ana <ANA\@Example.com>", "A. N. Other <a b\@example.com>", "Ana <ana\@example.com.evil.example>");
my @zones = qw(+0000 +0200 -0330 +1400 -1200 +0545);
my $clock = 1_500_000_000;

sub person {
  my $when = chance(50) ? $clock + chance(5_000) : pick(0, 1, 2_147_483_648, 8_589_934_592);
  return pick(@people) . " $when " . pick(@zones);
}

# Lines from a small vocabulary, so that there is more than one way to match two files.
my @lines = ("}", "{", "", "  return x", "end", "  // note", "\tif a {", "a", "b", "x = 1", "}", "");
sub line { return chance(4) ? pick(@lines) : "unique " . chance(32_768) . chance(32_768) }
sub text { return join '', map { line() . "\n" } 1 .. $_[0] }
sub binary { return join '', map { chr chance(256) } 1 .. $_[0] }

sub edit {
  my @all = split /^/, $_[0];
  for (0 .. chance(6)) {
    my $at = chance(@all + 1);
    splice @all, $at, chance(4), map { line() . "\n" } 1 .. chance(5);
  }
  return join '', @all;
}

my $odd = 0;
my @folders = ("", "src/", "src/deep/er/", "docs/", "a b/", "\xc3\xbc/");
sub fresh_path {
  $odd++;
  return pick(@folders) . (chance(9) ? "file$odd.txt" : pick(
    "quote\"$odd", "tab\t$odd", "line\nbreak$odd", "\xff\xfe$odd", "back\\slash$odd", "-dash$odd",
    "spa ce $odd", "b/$odd", "$odd.bin", "$odd.lock"));
}

# A tree is a map from paths to [mode, content].
sub file_in {
  my ($tree, $pattern) = @_;
  my @paths = sort grep { $tree->{$_}[0] =~ /^(?:$pattern)$/ } keys %$tree;
  return @paths ? pick(@paths) : undef;
}

sub put {
  my ($tree, $path, $mode, $content) = @_;
  for my $other (keys %$tree) {
    return if index($other, "$path/") == 0 || index($path, "$other/") == 0;
  }
  $tree->{$path} = [$mode, $content];
}

my @attributes = ("* -diff\n", "*.txt binary\n", "*.bin diff\n", "*.txt text eol=crlf\n", "src/** diff=x\n");

sub change {
  my ($tree) = @_;
  my $path = file_in($tree, '100644|100755');
  my $kind = defined $path ? chance(26) : 0;
  my $old = defined $path ? $tree->{$path} : undef;
  if ($kind < 3) { put($tree, fresh_path(), 100644, text(chance(60))) }
  elsif ($kind < 9) { put($tree, $path, $old->[0], edit($old->[1])) }
  elsif ($kind < 11) { delete $tree->{$path}; put($tree, fresh_path(), @$old) }
  elsif ($kind == 11) { delete $tree->{$path}; put($tree, fresh_path(), $old->[0], edit($old->[1])) }
  elsif ($kind == 12) { put($tree, fresh_path(), @$old) }
  elsif ($kind == 13) { delete $tree->{$path} }
  elsif ($kind == 14) { put($tree, $path, 100644 + 100755 - $old->[0], $old->[1]) }
  elsif ($kind == 15) { put($tree, $path, 120000, "target" . chance(9)) }
  elsif ($kind == 16) {
    my $link = file_in($tree, '120000|160000') // fresh_path();
    put($tree, $link, @{ pick([120000, "else" . chance(9)], [160000, sprintf '%040x', 1 + chance(999)], [100644, text(5)]) });
  }
  elsif ($kind == 17) { put($tree, fresh_path(), 100644, "\x00" . binary(2_000)) }
  elsif ($kind == 18) {
    # git looks for a NUL in the first 8,000 bytes.
    my $before = pick(7_998, 7_999, 8_000, 8_001);
    put($tree, fresh_path(), 100644, substr(text(1_500) x 3, 0, $before) . "\x00\n" . text(20));
  }
  elsif ($kind == 19) { put($tree, $path, $old->[0], $old->[1] =~ /\r\n/ ? $old->[1] =~ s/\r\n/\n/gr : $old->[1] =~ s/\n/\r\n/gr) }
  elsif ($kind == 20) { put($tree, $path, $old->[0], $old->[1] =~ /\n\z/ ? $old->[1] =~ s/\n\z//r : "$old->[1]\n") }
  elsif ($kind == 21) { put($tree, $path, $old->[0], '') }
  elsif ($kind == 22) { put($tree, $path, $old->[0], $old->[1] =~ s/^/ /gmr) }
  elsif ($kind == 23) { my $all = $old->[1]; delete $tree->{$path}; put($tree, "$path/inside", 100644, $all) }
  elsif ($kind == 24) { put($tree, $path, $old->[0], join '', sort { length $a <=> length $b || $a cmp $b } split /^/, $old->[1]) }
  else { put($tree, '.gitattributes', 100644, pick(@attributes)) }
}

sub quoted {
  my ($path) = @_;
  return $path unless $path =~ /["\\\n]|^ /;
  return '"' . ($path =~ s/([\\"])/\\$1/gr =~ s/\n/\\n/gr) . '"';
}

sub data { return 'data ' . length($_[0]) . "\n$_[0]\n" }

my (%head, %tree);
open my $list, '>', $truth or die "relay: error: $truth: $!\n";
binmode $list;

for my $mark (1 .. $commits) {
  $clock += 600;
  my $branch = %head && chance(12) ? pick(sort keys %head) : 'branch' . chance(40);
  my @parents = exists $head{$branch} ? ($head{$branch}) : ();
  my %new;
  if (@parents) { %new = %{ $tree{$branch} } }
  elsif (%head && chance(3)) {
    my $from = pick(sort keys %head);
    @parents = $head{$from};
    %new = %{ $tree{$from} };
  }
  my %before = @parents ? %new : ();

  my $merges = @parents && !chance(10) ? 1 + (chance(5) ? 0 : 1 + chance(3)) : 0;
  my %seen = map { $_ => 1 } @parents;
  my @merged = grep { !$seen{$_}++ } map { $head{ pick(sort keys %head) } } 1 .. $merges;
  # Merges change something of their own at times; a few commits change nothing at all.
  change(\%new) for 1 .. (@merged ? chance(2) : chance(40) ? 1 + chance(5) : 0);

  my $named = chance(3) ? 1 : 0;
  my $message = $named ? pick(@naming) : pick(@not_naming);
  $message = ('padding ' x 655_360) . ($named ? ' #relay-7' : '') if $mark == 40 || $mark == 41;
  print {$list} "$mark\n" if $named;

  print "commit refs/heads/$branch\nmark :$mark\nauthor ", person(), "\ncommitter ", person(), "\n",
    data($message);
  print "from :$parents[0]\n" if @parents;
  print "merge :$_\n" for @merged;
  for my $path (sort keys %before) {
    print 'D ', quoted($path), "\n" unless exists $new{$path};
  }
  for my $path (sort keys %new) {
    my ($mode, $content) = @{ $new{$path} };
    my $old = $before{$path};
    next if $old && $old->[0] == $mode && $old->[1] eq $content;
    if ($mode == 160000) { print "M $mode $content ", quoted($path), "\n" }
    else { print "M $mode inline ", quoted($path), "\n", data($content) }
  }
  print "\n";
  $head{$branch} = $mark;
  $tree{$branch} = \%new;
}
# The map that the branch checked out has says that two addresses are one person's.
print "commit refs/heads/branch0\ncommitter Ana <ana\@example.com> $clock +0000\n", data('Map'),
  "from :$head{branch0}\nM 100644 inline .mailmap\n",
  data("Ana <ana\@example.com> <ana\@old.example.com>\n"), "\ndone\n";
close $list or die "relay: error: $truth: $!\n";
