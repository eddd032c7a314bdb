"""Small exchange folders for tests."""

from __future__ import annotations

from pathlib import Path

from tests.factories.enterprises import valid_uscc

ONE, TWO, THREE = valid_uscc(9000001), valid_uscc(9000002), valid_uscc(9000003)

ENTERPRISES = f"""uscc,name,street_code,street,park,industry_code,industry,registered_on,size_class,status,left_on
{ONE},宁波甲新材料有限公司,330205003,孔浦街道,宁波文创港,C-NM,新材料,2015-05-06,小型,在业,
{TWO},宁波乙软件有限公司,330205103,慈城镇,,I-SW,软件和信息服务,2018-01-01,微型,注销,2024-06-01
{THREE},宁波丙装备（集团）有限公司,330205003,孔浦街道,,C-EQ,高端装备,2010-10-10,中型,在业,
"""
CERTIFICATIONS = f"""uscc,tier,certificate_number,issued_on,valid_from,valid_to,revoked_on
{ONE},hte,GR202233100001,2022-12-01,2022-12-01,2025-11-30,
{TWO},sme,202333020500000001,2023-04-01,2023-04-01,2024-12-31,
{THREE},hte,GR202133100002,2021-12-10,2021-12-10,2024-12-09,2024-03-05
"""
FIGURES = (
    "revenue,operating_cost,rd_spend,rd_spend_domestic,staff,rd_staff,"
    "total_assets,net_assets,high_tech_revenue,profit,tax_paid"
)
REPORTS = f"""uscc,year,{FIGURES}
{ONE},2024,1234.56,1000.00,80.50,80.00,60,12,2000,900,700,150,40.25
"""
RIGHTS = f"""uscc,kind,number,filed_on,granted_on,expires_on,lapsed_on
{ONE},utility_model,ZL202120048271.X,2021-07-09,2021-11-29,2031-07-08,
"""


def write(folder: Path, **changed: str | None) -> Path:
    """A sound folder; `changed` replaces a file by its name without ending, None leaves it out."""
    files: dict[str, str | None] = {
        "enterprises": ENTERPRISES,
        "certifications": CERTIFICATIONS,
        "annual_reports": REPORTS,
        "intellectual_property": RIGHTS,
        **changed,
    }
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").unlink(missing_ok=True)
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
