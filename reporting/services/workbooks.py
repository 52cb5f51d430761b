"""stub"""


def template_workbook(report):
    return b""


def preview_upload(report, content):
    raise NotImplementedError


def apply_upload(**k):
    raise NotImplementedError
