package Tags;

# What `relay sync` must find in a commit message, written anew from the documented rules so that
# two implementations can disagree. Everything is bytes; word characters are ASCII.

use strict;
use warnings FATAL => 'all';

my $number = qr/[1-9][0-9]*(?![A-Za-z0-9_])/;
my $words = qr/relay|project|proj/i;

# Whether a message names a project; tickets are the prefixes that the project claims.
sub names {
  my ($message, $project, @tickets) = @_;
  while ($message =~ m{(?<![A-Za-z0-9_/&\#])\#$words-($number)}g) {
    return 1 if is($1, $project);
  }
  while ($message =~ m{\[$words-($number)(?:/($number))?\]}g) {
    return 1 if is($1, $project) && fits($2);
  }
  while ($message =~ m{^relay:[ \t\r]*($number)(?:/($number))?[ \t\r]*$}gim) {
    return 1 if is($1, $project) && fits($2);
  }
  for my $prefix (@tickets) {
    my $ticket = qr/$prefix-($number)/i;
    while ($message =~ m{\A$ticket|(?<![A-Za-z0-9_/&\#])\#$ticket|\[$ticket\]}g) {
      return 1 if fits($1 // $2 // $3);
    }
  }
  return 0;
}

# Numbers end at 2^53 - 1.
sub fits {
  my ($text) = @_;
  return !defined $text || length $text < 16 || length $text == 16 && $text le '9007199254740991';
}

sub is { return fits($_[0]) && $_[0] eq $_[1] }

1;
