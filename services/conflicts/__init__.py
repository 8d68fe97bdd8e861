"""What a person decides after an exchange with other offices: conflicts, proposals, held rows.

Nothing is decided by a clock and nothing is lost: both versions are kept, the register shows one of them
provisionally and marks it, and whoever works here takes one, writes another, or asks the other office.
Deciding writes one change that names every version, so that it travels as any other edit; undoing it opens
the case again.
"""

from services.conflicts.cases import WORDS as WORDS
from services.conflicts.cases import Act as Act
from services.conflicts.cases import Bulk as Bulk
from services.conflicts.cases import Case as Case
from services.conflicts.cases import Counts as Counts
from services.conflicts.cases import HeldRow as HeldRow
from services.conflicts.cases import Key as Key
from services.conflicts.cases import Kind as Kind
from services.conflicts.cases import Version as Version
from services.conflicts.deciding import adopt as adopt
from services.conflicts.deciding import ask as ask
from services.conflicts.deciding import decline as decline
from services.conflicts.deciding import keep as keep
from services.conflicts.deciding import put_away as put_away
from services.conflicts.deciding import reopen as reopen
from services.conflicts.deciding import seen as seen
from services.conflicts.deciding import take as take
from services.conflicts.deciding import take_all_of as take_all_of
from services.conflicts.deciding import write as write
from services.conflicts.held import book_correction as book_correction
from services.conflicts.held import note_seen as note_seen
from services.conflicts.listing import MOST as MOST
from services.conflicts.listing import case as case
from services.conflicts.listing import counts as counts
from services.conflicts.listing import held as held
from services.conflicts.listing import listed as listed
from services.conflicts.listing import offices as offices
from services.conflicts.listing import provisional as provisional
from services.conflicts.proposals import proposers as proposers
from services.conflicts.proposals import settle_all as settle_all
