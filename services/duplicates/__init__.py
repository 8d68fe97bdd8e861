"""The same thing entered twice: possible doubles found, compared side by side, and merged into one record."""

from services.duplicates.comparing import Comparison as Comparison
from services.duplicates.comparing import Line as Line
from services.duplicates.comparing import Which as Which
from services.duplicates.comparing import compare as compare
from services.duplicates.finding import KINDS as KINDS
from services.duplicates.finding import MOST as MOST
from services.duplicates.finding import Pair as Pair
from services.duplicates.finding import Side as Side
from services.duplicates.finding import count as count
from services.duplicates.finding import found as found
from services.duplicates.finding import kind_titles as kind_titles
from services.duplicates.merging import MERGED as MERGED
from services.duplicates.merging import Merged as Merged
from services.duplicates.merging import merge as merge
from services.duplicates.merging import merge_all as merge_all
from services.duplicates.merging import not_double as not_double
from services.duplicates.merging import offer_again as offer_again
