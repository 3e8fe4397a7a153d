"""Who plays in the case of the demo, and on which days: NEV maker A, technology firm B, and others.

The cast is data like every other row of the demo: what each of them can do, which patents it has
filed, who worked with whom. No other module treats A or B in a way of its own; B is a good answer
to A's need because of the lines below, and stops being one when they change.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Case:
    """Ids and dates of the case, for tests, tutorials and the command line.

    Attributes
    ----------
    asked_on
        the day before anything began between A and B: the day to ask for candidates.
    need, capability, parts
        the cockpit–driving need of A, the capability it names, and what that consists of.
    multimodal
        the part that few others have; without it B is no longer among the first.
    """

    a: str = "a-nev"
    b: str = "b-tech"
    strategy: str = "strategy-a-nev"
    need: str = "need-a-nev-fusion"
    compliance_need: str = "need-a-nev-compliance"
    supply_need: str = "need-a-nev-supply"
    capability: str = "cap-cockpit-driving-fusion"
    multimodal: str = "cap-multimodal-interaction"
    parts: tuple[str, ...] = (
        "cap-multimodal-interaction",
        "cap-sensor-fusion",
        "cap-cockpit-domain-control",
        "cap-driver-monitoring",
    )
    asked_on: str = "2023-11-30"
    pilot: str = "ps-case-pilot"
    pilot_from: str = "2023-12-01"
    pilot_to: str = "2024-02-29"
    alliance: str = "ps-case-alliance"
    alliance_from: str = "2024-03-01"
    alliance_to: str = "2026-02-28"
    third_parties: str = "ps-case-third-parties"
    third_parties_from: str = "2025-06-16"
    b_turns: str = "2025-09-01"
    licence: str = "ps-case-licence"
    licence_from: str = "2026-03-01"
    programme: str = "prog-a-nev"


CASE: Final = Case()


@dataclass(frozen=True, slots=True)
class Player:
    """One organisation of the cast.

    ``capabilities``: "slug weight since, …". ``patents``: "families slug+slug first-last, …", the
    years in which they were filed. ``industries``: lines of business, the first is the main one.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    industries: tuple[str, ...]
    founded: str
    size: int
    capabilities: str
    patents: str = ""
    parent: str | None = None
    kind: str = "company"


@dataclass(frozen=True, slots=True)
class Tie:
    """One partnership of the cast: ``members`` are "id" or "id/role"."""

    id: str
    kind: str
    name: str
    members: tuple[str, ...]
    since: str
    until: str | None = None
    recorded: str | None = None


PLAYERS: Final[tuple[Player, ...]] = (
    # --- A and its group ---
    Player(
        CASE.a, "Shuoye Motors", ("朔野汽车", "朔野汽车股份有限公司", "Shuoye"), "CN", ("nev-makers",), "2014-09-10", 38000,
        "ev-platform 1.0 2016, vehicle-integration 0.95 2015-06, battery-management 0.8 2017, thermal-management 0.7 2018, "
        "ota-update 0.75 2019-03, parking-automation 0.4 2020, motion-planning 0.3 2021, cockpit-domain-control 0.25 2020-09, "
        "local-pack-assembly 0.6 2019, dealer-network 0.5 2017, driving-simulation 0.45 2021-05, "
        # what A takes over when the alliance becomes a licence
        "cockpit-driving-fusion 0.6 2026-03-01, multimodal-interaction 0.5 2026-03-01",
        "9 ev-platform+vehicle-integration 2015-2020, 12 battery-management 2016-2022, 7 thermal-management 2017-2021, "
        "6 ota-update 2018-2022, 3 parking-automation+motion-planning 2019-2022",
    ),
    Player(
        "a-nev-energy", "朔野能源有限公司", ("Shuoye Energy Co., Ltd.",), "CN", ("battery-makers",), "2018-05-21", 2900,
        "local-pack-assembly 0.9 2019, battery-management 0.7 2019-09, stationary-storage 0.4 2021",
        "3 battery-management 2019-2021", parent=CASE.a, kind="subsidiary",
    ),
    Player(
        "a-nev-europe", "Shuoye Motors Europe B.V.", ("朔野汽车（荷兰）有限公司",), "NL", ("dealers",), "2021-03-15", 140,
        "dealer-network 0.4 2021-10, after-sales 0.3 2022", parent=CASE.a, kind="subsidiary",
    ),
    Player(
        "a-nev-thailand", "Shuoye Motors (Thailand) Co., Ltd.", ("朔野汽车（泰国）有限公司",), "TH", ("nev-makers",),
        "2022-06-08", 310, "ckd-assembly 0.3 2023-04, dealer-network 0.3 2022-12", parent=CASE.a, kind="subsidiary",
    ),
    # --- B ---
    Player(
        CASE.b, "Lingxu Technologies", ("聆序科技", "聆序智能科技有限公司", "Lingxu"), "CN",
        ("artificial-intelligence", "vehicle-software"), "2016-04-18", 1650,
        "multimodal-interaction 0.9 2018-03, driver-monitoring 0.8 2019-06, sensor-fusion 0.55 2021-01, "
        "cockpit-domain-control 0.35 2022-02, speech-recognition 0.7 2017, computer-vision 0.6 2018, "
        "edge-inference 0.5 2020, language-models 0.5 2022-10, embodied-robot 0.5 2025-09-01",
        "9 multimodal-interaction 2017-2021, 3 multimodal-interaction+driver-monitoring 2019-2021, "
        "4 driver-monitoring 2018-2021, 5 speech-recognition 2017-2021, 3 computer-vision+edge-inference 2019-2022, "
        "4 multimodal-interaction 2022-2024",
    ),
    # --- others who hold a part of what A needs ---
    Player(
        "falkental", "Falkental Systemtechnik AG", ("Falkental", "法尔肯塔尔系统技术"), "DE", ("car-electronics", "drivetrain"),
        "1954", 71000,
        "sensor-fusion 0.8 2016, cockpit-domain-control 0.75 2017, driver-monitoring 0.5 2020, brake-by-wire 0.9 2008, "
        "steer-by-wire 0.85 2011, mmwave-radar 0.9 2009, functional-safety 0.6 2014, power-inverter 0.7 2015, "
        "thermal-management 0.6 2010, motion-planning 0.5 2018",
        "6 sensor-fusion 2015-2021, 5 cockpit-domain-control 2016-2021, 16 brake-by-wire 2007-2020, 12 steer-by-wire 2010-2020, "
        "15 mmwave-radar 2008-2020, 8 power-inverter 2014-2021, 6 thermal-management 2010-2019",
    ),
    Player(
        "kazagoto", "Kazagoto Electric Corporation", ("風琴電機株式会社", "風琴電機"), "JP", ("car-electronics", "displays"), "1949", 42000,
        "cockpit-domain-control 0.9 2014, driver-monitoring 0.7 2017, sensor-fusion 0.3 2021, head-up-display 0.9 2012, "
        "flexible-display 0.6 2015, board-assembly 0.7 2000, image-sensor 0.5 2012",
        "7 cockpit-domain-control 2013-2021, 4 driver-monitoring 2016-2020, 11 head-up-display 2011-2020, 6 flexible-display 2014-2020",
    ),
    Player(
        "jubo", "炬泊汽车电子股份有限公司", ("Jubo Automotive Electronics", "炬泊"), "CN", ("car-electronics",), "2005-08", 5200,
        "cockpit-domain-control 0.85 2016, multimodal-interaction 0.35 2021, driver-monitoring 0.5 2020, sensor-fusion 0.2 2022, "
        "head-up-display 0.6 2018, board-assembly 0.7 2008",
        "6 cockpit-domain-control 2015-2021, 3 head-up-display 2017-2020",
    ),
    Player(
        "sayvern", "Sayvern Speech Inc.", ("Sayvern", "赛弗恩语音"), "US", ("artificial-intelligence",), "2003", 2400,
        "multimodal-interaction 0.85 2019, driver-monitoring 0.5 2021, cockpit-domain-control 0.2 2021, sensor-fusion 0.25 2022, "
        "speech-recognition 1.0 2005, language-models 0.7 2020, recommendation 0.5 2016",
        "4 multimodal-interaction 2018-2021, 14 speech-recognition 2005-2020, 5 language-models 2019-2022",
    ),
    Player(
        "haneulgil", "Haneulgil Electronics Corporation", ("하늘길전자 주식회사", "하늘길전자"), "KR", ("consumer-devices", "displays"),
        "1971", 88000,
        "cockpit-domain-control 0.7 2018, driver-monitoring 0.6 2020, sensor-fusion 0.5 2021, multimodal-interaction 0.3 2021, "
        "flexible-display 1.0 2010, image-sensor 0.9 2008, chip-packaging 0.8 2004, edge-inference 0.7 2018, "
        "wearable-monitoring 0.7 2014, board-assembly 0.9 1990",
        "18 flexible-display 2009-2021, 15 image-sensor 2008-2020, 10 chip-packaging 2005-2020, 8 edge-inference 2017-2022, "
        "6 wearable-monitoring 2014-2020",
    ),
    Player(
        "orgalit", "Orgalit Perception Ltd.", ("Orgalit", "奥加利特感知"), "IL", ("sensors", "vehicle-software"), "2013-02", 640,
        "sensor-fusion 0.95 2015, driver-monitoring 0.75 2018, cockpit-domain-control 0.1 2022, computer-vision 0.9 2014, "
        "mmwave-radar 0.5 2018, motion-planning 0.6 2019",
        "7 sensor-fusion 2014-2021, 3 driver-monitoring 2018-2021, 6 computer-vision 2014-2020",
    ),
    Player(
        "chiyu", "驰屿汽车集团有限公司", ("Chiyu Auto Group", "驰屿汽车"), "CN", ("nev-makers",), "2012-11", 46000,
        "sensor-fusion 0.8 2019, cockpit-domain-control 0.7 2019, driver-monitoring 0.4 2021, multimodal-interaction 0.15 2022, "
        "ev-platform 1.0 2014, vehicle-integration 1.0 2013, battery-swapping 0.7 2018, motion-planning 0.7 2020, ota-update 0.9 2018",
        "4 sensor-fusion 2019-2021, 3 cockpit-domain-control 2018-2021, 10 ev-platform 2014-2020, 6 battery-swapping 2017-2021",
    ),
    Player(
        "lanqi", "岚启电子有限公司", ("Lanqi Electronics Co., Ltd.", "岚启"), "CN", ("car-electronics",), "2009-05", 3800,
        "cockpit-domain-control 0.9 2015, sensor-fusion 0.7 2020, driver-monitoring 0.6 2019, multimodal-interaction 0.3 2022, "
        "v2x-communication 0.5 2019, board-assembly 0.6 2010",
        "6 cockpit-domain-control 2014-2021, 3 v2x-communication 2018-2021",
    ),
    Player(
        "granvex", "Granvex Industries Corporation", ("Granvex", "格兰维克斯工业"), "US", ("contract-electronics", "robots", "cloud"),
        "1937", 164000,
        "industrial-robot 0.9 1985, machine-vision 0.8 1998, lidar 0.5 2014, computer-vision 0.8 2010, cloud-platform 0.7 2011, "
        "digital-twin 0.9 2013, industrial-iot 0.9 2012, speech-recognition 0.6 2012, sensor-fusion 0.3 2019, "
        "medical-imaging 0.6 1992, power-semiconductor 0.5 2009, language-models 0.6 2021, edge-inference 0.6 2016",
        "20 industrial-robot 2004-2021, 18 machine-vision 2004-2020, 15 computer-vision 2010-2021, 14 digital-twin 2012-2021, "
        "12 industrial-iot 2011-2020, 10 medical-imaging 2004-2018, 9 speech-recognition 2011-2020, 8 lidar 2013-2020, "
        "8 cloud-platform 2010-2019",
    ),
    # --- who can certify a car for other markets ---
    Player(
        "hallbrunn", "Prüfwerk Hallbrunn GmbH", ("Hallbrunn", "哈尔布伦检测"), "DE", ("testing",), "1923", 9800,
        "type-approval 1.0 1960, cybersecurity-audit 0.9 2020, functional-safety 0.8 2011, data-protection-audit 0.5 2018, "
        "emc-testing 0.9 1988, battery-abuse-testing 0.7 2014",
        "2 battery-abuse-testing 2014-2018",
    ),
    Player(
        "thistlemoor", "Thistlemoor Assurance plc", ("Thistlemoor", "西斯尔穆尔认证"), "GB", ("testing", "cybersecurity"), "1996", 1700,
        "data-protection-audit 0.95 2016, cybersecurity-audit 0.8 2019, functional-safety 0.3 2020",
    ),
    Player(
        "guiheng", "规衡检验技术有限公司", ("Guiheng Inspection Co., Ltd.", "规衡"), "CN", ("testing",), "2001-04", 4100,
        "type-approval 0.6 2008, emc-testing 1.0 2003, battery-abuse-testing 0.9 2012, functional-safety 0.5 2018",
    ),
    # --- who can build and supply near new markets ---
    Player(
        "siamphat", "Siamphat Body Parts Co., Ltd.", ("Siamphat", "暹帕车身部件"), "TH", ("body-parts",), "1988", 3300,
        "local-body-parts 0.95 1992, ckd-assembly 0.7 2004, body-stamping 0.8 1990",
    ),
    Player(
        "dunakoto", "Dunakötő Kft.", ("Dunakoto", "杜纳克特"), "HU", ("battery-makers", "body-parts"), "2009-10", 1250,
        "local-pack-assembly 0.9 2017, local-body-parts 0.4 2012, regional-parts-hub 0.3 2020",
    ),
    Player(
        "ruamkhlang", "Ruamkhlang Logistics Co., Ltd.", ("Ruamkhlang", "鲁姆康物流"), "TH", ("warehousing",), "1999", 2100,
        "regional-parts-hub 0.9 2008, bonded-storage 0.8 2003, customs-brokerage 0.7 2001",
    ),
    Player(
        "nusantrim", "Nusantrim Assembly Tbk", ("Nusantrim", "努山特里姆"), "ID", ("body-parts", "truck-makers"), "1994", 4600,
        "ckd-assembly 0.95 1998, local-body-parts 0.6 2001, local-pack-assembly 0.35 2022",
    ),
    Player(
        "norteza", "Norteza Componentes S.A. de C.V.", ("Norteza", "诺特萨零部件"), "MX", ("body-parts",), "1985", 5400,
        "local-body-parts 0.9 1990, body-stamping 0.9 1987, regional-parts-hub 0.4 2015",
    ),
    # --- who works with A or B already ---
    Player(
        "xinji", "芯霁半导体有限公司", ("Xinji Semiconductor Co., Ltd.", "芯霁"), "CN", ("semiconductors",), "2015-07-01", 1900,
        "automotive-soc 0.95 2018, edge-inference 0.8 2018, microcontroller 0.5 2017",
        "8 automotive-soc 2016-2022, 5 edge-inference 2017-2022",
    ),
    Player(
        "chuji", "储霁电池股份有限公司", ("Chuji Battery", "储霁电池"), "CN", ("battery-makers",), "2011-03", 27000,
        "cell-manufacturing 1.0 2012, battery-management 0.8 2014, solid-state-battery 0.4 2021, cathode-material 0.5 2016",
        "14 cell-manufacturing 2012-2021, 6 battery-management 2014-2021, 4 solid-state-battery 2019-2022",
    ),
    Player(
        "zhexu", "Zhexu Vehicle Systems", ("辙序科技", "辙序车载系统有限公司"), "CN", ("vehicle-software",), "2017-01-09", 720,
        "vehicle-os 0.95 2018, ota-update 0.7 2019, v2x-communication 0.4 2021",
        "5 vehicle-os 2018-2022, 2 ota-update 2019-2021",
    ),
    Player(
        "yunjie", "云阶计算有限公司", ("Yunjie Cloud Co., Ltd.", "云阶"), "CN", ("cloud",), "2010-10", 8800,
        "cloud-platform 0.95 2011, data-platform 0.9 2013, language-models 0.6 2022, digital-twin 0.5 2018",
        "5 cloud-platform 2011-2019, 4 data-platform 2013-2020",
    ),
    Player(
        "tuyu", "图屿信息技术有限公司", ("Tuyu Mapping Co., Ltd.", "图屿"), "CN", ("vehicle-software",), "2012-06", 980,
        "hd-mapping 0.95 2015, data-platform 0.5 2016, route-optimisation 0.5 2017",
        "5 hd-mapping 2014-2021",
    ),
    Player(
        "suwanrot", "Suwanrot Motor Sales Co., Ltd.", ("Suwanrot", "素万洛汽车销售"), "TH", ("dealers",), "1979", 2700,
        "dealer-network 0.9 1985, after-sales 0.8 1985, vehicle-finance 0.6 1998",
    ),
    Player(
        "yimai", "颐脉健康科技有限公司", ("Yimai Health Co., Ltd.", "颐脉"), "CN", ("digital-health",), "2015-11", 430,
        "wearable-monitoring 0.8 2017, health-records 0.6 2018, telemedicine 0.5 2020",
        "3 wearable-monitoring 2016-2021",
    ),
    Player(
        "jiyu-robotics", "机隅机器人有限公司", ("Jiyu Robotics Co., Ltd.", "机隅"), "CN", ("robots",), "2018-03", 510,
        "embodied-robot 0.9 2020, industrial-robot 0.6 2019, motion-planning 0.4 2021",
        "5 embodied-robot 2019-2022",
    ),
    Player(
        "yanhu", "Yanhu Institute of Technology", ("砚湖理工研究院", "砚湖"), "CN", ("research",), "1958", 2300,
        "computer-vision 0.8 1998, speech-recognition 0.7 1995, embodied-robot 0.6 2012, solid-state-battery 0.4 2010",
        "4 speech-recognition 2006-2018, 4 computer-vision 2008-2019",
        kind="research institute",
    ),
)  # fmt: skip

TIES: Final[tuple[Tie, ...]] = (
    Tie("ps-cast-01", "supply", "Cells for the Shuoye platform", ("chuji/supplier", "a-nev/customer"), "2017-02", None, "2017-04-20"),
    Tie("ps-cast-02", "supply", "Cockpit controllers for Shuoye", ("lanqi/supplier", "a-nev/customer"), "2020-05-11"),
    Tie("ps-cast-03", "technology_alliance", "Shuoye–Xinji in-car computing", ("a-nev", "xinji"), "2021-03-22", None, "2021-04-01"),
    Tie("ps-cast-04", "technology_alliance", "Shuoye–Zhexu operating system", ("a-nev", "zhexu"), "2022-06-06"),
    Tie("ps-cast-05", "channel", "Shuoye sales in Thailand", ("a-nev/supplier", "suwanrot/distributor"), "2022-09-01", None, "2022-09-15"),
    Tie("ps-cast-06", "service", "Vehicle cloud for Shuoye", ("yunjie/provider", "a-nev/customer"), "2019-11", "2023-10-31"),
    Tie("ps-cast-07", "research_project", "Speech in noisy cabins", ("b-tech", "yanhu/lead"), "2018-09", "2021-08-31"),
    Tie("ps-cast-08", "technology_alliance", "Lingxu on Xinji chips", ("b-tech", "xinji"), "2021-11-15", None, "2021-12-02"),
    Tie("ps-cast-09", "technology_alliance", "Lingxu on the Zhexu system", ("b-tech", "zhexu"), "2022-04-18"),
    Tie("ps-cast-10", "technology_alliance", "Driver health from the seat", ("b-tech", "yimai"), "2022-10-10", "2025-03-31"),
    Tie("ps-cast-11", "supply", "Perception for Falkental", ("orgalit/supplier", "falkental/customer"), "2019-01-14", None, "2019-02-04"),
    Tie("ps-cast-12", "supply", "Displays for Kazagoto", ("haneulgil/supplier", "kazagoto/customer"), "2015", "2021-12-31"),
    Tie("ps-cast-13", "service", "Type approval for Chiyu", ("hallbrunn/provider", "chiyu/customer"), "2022-01-10"),
    # The case itself, each step recorded on the day it began.
    Tie(CASE.pilot, "pilot", "Cockpit prototype (virtual pilot)", (CASE.a, CASE.b), CASE.pilot_from, CASE.pilot_to, CASE.pilot_from),
    Tie(
        CASE.alliance, "technology_alliance", "Shuoye–Lingxu cockpit–driving alliance", (CASE.a, CASE.b),
        CASE.alliance_from, CASE.alliance_to, CASE.alliance_from,
    ),
    Tie(
        CASE.third_parties, "ecosystem_alliance", "Open cockpit alliance", (f"{CASE.a}/lead", CASE.b, "zhexu", "tuyu", "yunjie"),
        CASE.third_parties_from, None, CASE.third_parties_from,
    ),
    Tie(
        CASE.licence, "licence", "Shuoye–Lingxu cockpit licence (follows the alliance)", (f"{CASE.a}/licensee", f"{CASE.b}/licensor"),
        CASE.licence_from, None, CASE.licence_from,
    ),
    Tie("ps-case-robots", "technology_alliance", "Lingxu–Jiyu embodied interaction", (CASE.b, "jiyu-robotics"), "2026-02-09"),
    Tie("ps-case-approval", "service", "European approval for Shuoye", ("hallbrunn/provider", "a-nev/customer"), "2024-05-20"),
    Tie("ps-case-parts", "supply", "Body parts in Rayong", ("siamphat/supplier", "a-nev-thailand/customer"), "2024-08-01", None, "2024-08-19"),
)  # fmt: skip

JOINT_PATENTS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    ((CASE.a, CASE.b), "3 multimodal-interaction+cockpit-domain-control 2024-2024"),
)
"""Families that A and B own together, filed while they worked together: owners, plan."""
