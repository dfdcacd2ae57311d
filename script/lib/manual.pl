#!/usr/bin/perl
# Writes the manual pages of relay and its commands: manual.pl FOLDER < JSON
#
# JSON is what `relay --experimental-dump-help` prints. ArgumentParser's own generator would have
# to be built first, knows nothing of relay's exit statuses, and names its pages so that
# `man relay sync` does not find them.
use strict;
use warnings FATAL => 'all';
use JSON::PP;

my $folder = shift // die "usage: manual.pl FOLDER < JSON\n";
my $relay = JSON::PP->new->utf8->decode(do { local $/; <STDIN> })->{command};
my ($version) = ($ENV{VERSION} // '') =~ /^(\S+ \S+)/;

# Text for roff: nothing in it is taken for a request.
sub text {
  my ($text) = @_;
  return $text =~ s/\\/\\e/gr =~ s/-/\\-/gr =~ s/^([.'])/\\&$1/gmr =~ s/\n\n+/\n.PP\n/gr;
}

sub name {
  my ($name) = @_;
  return $name->{kind} eq 'long' ? "--$name->{name}" : "-$name->{name}";
}

sub value { return '\fI' . text($_[0]{valueName}) . '\fR' }

# As in a synopsis: [--since SINCE] [NUMBER]
sub usage {
  my ($argument) = @_;
  my $form = $argument->{kind} eq 'positional' ? value($argument)
    : '\fB' . text(name($argument->{preferredName})) . '\fR' . ($argument->{kind} eq 'option' ? ' ' . value($argument) : '');
  $form .= ' ...' if $argument->{isRepeating};
  return $argument->{isOptional} ? "[$form]" : $form;
}

# As in a list: -n, --limit LIMIT
sub heading {
  my ($argument) = @_;
  return value($argument) if $argument->{kind} eq 'positional';
  my $names = join ', ', map { '\fB' . text(name($_)) . '\fR' } @{ $argument->{names} };
  return $argument->{kind} eq 'option' ? "$names " . value($argument) : $names;
}

sub shown { return grep { $_->{shouldDisplay} } @{ $_[0] // [] } }

sub page {
  my ($command, $parent) = @_;
  my $name = join '-', grep { defined } $parent, $command->{commandName};
  my @commands = grep { $_->{commandName} ne 'help' } shown($command->{subcommands});
  my @arguments = shown($command->{arguments});
  my $spoken = $name =~ s/-/ /gr;
  my $page = '.TH "' . uc(text($name)) . "\" 1 \"\" \"" . ($version // 'relay') . "\" \"relay\"\n";
  $page .= ".SH NAME\n" . text("$name - ") =~ s/\\- $/\\- /r . text($command->{abstract} // '') . "\n";
  $page .= ".SH SYNOPSIS\n.B " . text($spoken) . "\n" . join("\n", map { usage($_) } @arguments);
  $page .= "\n.I command" if @commands;
  $page .= "\n";
  $page .= ".SH DESCRIPTION\n" . text($command->{discussion}) . "\n" if length($command->{discussion} // '');
  for ([ARGUMENTS => grep { $_->{kind} eq 'positional' } @arguments], [OPTIONS => grep { $_->{kind} ne 'positional' } @arguments]) {
    my ($title, @listed) = @$_;
    next unless @listed;
    $page .= ".SH $title\n";
    for my $argument (@listed) {
      my @facts = grep { length } map { $argument->{$_} // '' } qw(abstract discussion);
      push @facts, "One of: " . join(', ', @{ $argument->{allValues} }) . '.' if $argument->{allValues};
      push @facts, "Default: $argument->{defaultValue}." if length($argument->{defaultValue} // '');
      $page .= ".TP\n" . heading($argument) . "\n" . text(join ' ', @facts) . "\n";
    }
  }
  if (@commands) {
    $page .= ".SH COMMANDS\n";
    $page .= ".TP\n.BR " . text("$name-$_->{commandName}") . " (1)\n" . text($_->{abstract} // '') . "\n" for @commands;
  }
  $page .= <<'END';
.SH EXIT STATUS
.TP
0
Nothing contradicts; what is pending or not pinned is said.
.TP
1
Something is invalid.
.TP
2
Something could not be checked or done.
.TP
64
The command line makes no sense.
END
  $page .= ".SH SEE ALSO\n.BR " . text($parent // 'relay-hook') . " (1),\n.BR git (1),\n.BR ssh\\-keygen (1)\n";
  open my $file, '>:encoding(UTF-8)', "$folder/$name.1" or die "relay: error: $folder/$name.1: $!\n";
  print {$file} $page;
  close $file or die "relay: error: $folder/$name.1: $!\n";
  page($_, $name) for @commands;
}

page($relay, undef);
