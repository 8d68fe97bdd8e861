"""The headless command `notices`: one kind of sheet for all courtyards, or those of a community."""

import sys
from argparse import Namespace
from pathlib import Path

from models.errors import EnvironmentFault, InvalidInput, NotFound
from services.documents.forms import PLAIN, Form
from services.files import no_progress
from services.office import Context


def notices(context: Context, arguments: Namespace, form: Form = PLAIN) -> None:
    """Write the sheets and say which could not be made.

    Args:
        context: on the writer's thread.
        arguments: of the command.
        form: paper, orientation, large print.

    Raises:
        InvalidInput: neither or both of a folder and a file, no such community, or no sheet could be made.
        NotFound: there are no courtyards.
        EnvironmentFault: there is no Chinese font, or the place cannot be written to.
    """
    from services.exporting.register import community_named
    from services.notices.batch import places
    from services.notices.batch_forms import formed_to_file, formed_to_folder

    if (arguments.out is None) == (arguments.combined is None):
        raise InvalidInput("请写 --out DIR（每个楼院一个文件）或 --combined F.pdf（合成一个文件）其中一个。")
    if arguments.docx and arguments.out is None:
        raise InvalidInput("Word 文档不能合成一个文件。请写 --out DIR，每个楼院一个文件。")
    unit = None if arguments.community is None else community_named(context, arguments.community)
    courtyards = places(context, unit)
    if not courtyards:
        raise NotFound("还没有登记楼院，没有可以出的公示。请先登记楼院。")
    out = Path(arguments.out or arguments.combined)
    if arguments.out is not None:
        done = formed_to_folder(
            context, arguments.kind, courtyards, out, no_progress, form, word=arguments.docx
        )
    else:
        done = formed_to_file(context, arguments.kind, courtyards, out, no_progress, form)
    if done.fault:
        raise EnvironmentFault(done.fault)
    for each in done.refused:
        sys.stdout.write(f"没有生成\t{each.courtyard}\t{each.sentence}\n")
    if not done.made:
        raise InvalidInput("一张公示也没有生成，原因见上。")
    pages = "" if arguments.docx else f"，共{done.pages}页"
    sys.stdout.write(f"已生成{done.made}张{pages}：{out}\n")
