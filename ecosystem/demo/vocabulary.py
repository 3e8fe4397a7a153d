"""What organisations of the demo can do, which lines of business there are, and where they sell.

Three blocks of text, read by people first: capabilities as an indented tree, lines of business with
their habits, and what one line buys from another. Nothing here is measured; all of it is invented
for illustration.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

_CAPABILITIES: Final = """
intelligent-vehicle | Intelligent vehicle | 智能汽车
  cockpit-driving-fusion | Cockpit–driving fusion | 舱驾融合
    multimodal-interaction | Multimodal interaction | 多模态交互
    sensor-fusion | Sensor fusion | 传感器融合
    cockpit-domain-control | Cockpit domain control | 座舱域控制
    driver-monitoring | Driver monitoring | 驾驶员监测
  automated-driving | Automated driving | 自动驾驶
    motion-planning | Motion planning | 运动规划
    hd-mapping | High-definition mapping | 高精地图
    parking-automation | Automated parking | 自动泊车
    driving-simulation | Driving simulation | 驾驶仿真
  connected-vehicle | Connected vehicle | 智能网联
    v2x-communication | Vehicle-to-everything communication | 车路协同通信
    ota-update | Over-the-air updates | 整车在线升级
    vehicle-os | Vehicle operating system | 车载操作系统
vehicle-engineering | Vehicle engineering | 整车工程
  vehicle-platform | Vehicle platforms | 整车平台
    ev-platform | Electric vehicle platform | 纯电平台
    vehicle-integration | Vehicle integration | 整车集成
    thermal-management | Thermal management | 整车热管理
  electric-drive | Electric drive | 电驱动
    traction-motor | Traction motors | 驱动电机
    power-inverter | Power inverters | 电驱逆变器
    reduction-gear | Reduction gears | 减速器
  chassis-body | Chassis and body | 底盘与车身
    brake-by-wire | Brake-by-wire | 线控制动
    steer-by-wire | Steer-by-wire | 线控转向
    body-stamping | Body stamping | 车身冲压
    interior-systems | Interior systems | 内饰系统
localised-supply | Localised supply chain | 本地化供应链
  local-vehicle-supply | Localised vehicle supply | 整车本地化供应
    local-body-parts | Local body and trim parts | 本地车身内饰件
    ckd-assembly | Knocked-down assembly | 散件组装
    local-pack-assembly | Local battery pack assembly | 本地电池包装配
    regional-parts-hub | Regional parts hub | 区域备件中心
assurance | Compliance and testing | 合规与检测
  overseas-compliance | Overseas compliance certification | 海外合规认证
    type-approval | Vehicle type approval | 整车型式认证
    cybersecurity-audit | Vehicle cybersecurity audit | 车辆网络安全审核
    data-protection-audit | Data protection assessment | 数据保护评估
    functional-safety | Functional safety assessment | 功能安全评估
  product-testing | Product testing | 产品检测
    emc-testing | Electromagnetic compatibility testing | 电磁兼容检测
    battery-abuse-testing | Battery abuse testing | 电池滥用测试
    medical-conformity | Medical device conformity | 医疗器械合规
electronics | Electronics | 电子
  chips | Chips | 芯片
    automotive-soc | Automotive systems on chip | 车规级系统芯片
    power-semiconductor | Silicon carbide power devices | 碳化硅功率器件
    microcontroller | Microcontrollers | 微控制器
    chip-packaging | Chip packaging | 芯片封装
  sensing | Sensing | 传感
    lidar | Lidar | 激光雷达
    mmwave-radar | Millimetre-wave radar | 毫米波雷达
    image-sensor | Image sensors | 图像传感器
  modules | Electronic modules | 电子模组
    head-up-display | Head-up displays | 抬头显示
    flexible-display | Flexible displays | 柔性显示
    board-assembly | Board assembly | 电路板组装
    precision-connector | Precision connectors | 精密连接器
software | Software and AI | 软件与人工智能
  machine-intelligence | Machine intelligence | 机器智能
    speech-recognition | Speech recognition | 语音识别
    computer-vision | Computer vision | 计算机视觉
    language-models | Large language models | 大语言模型
    edge-inference | Edge inference | 边缘推理
    recommendation | Recommendation engines | 推荐引擎
  platforms | Platforms | 平台软件
    cloud-platform | Cloud platform | 云平台
    data-platform | Data platform | 数据平台
    digital-twin | Digital twins | 数字孪生
    industrial-iot | Industrial internet of things | 工业物联网
  business-software | Business software | 企业软件
    resource-planning | Enterprise resource planning | 企业资源计划
    identity-access | Identity and access | 身份与访问管理
    threat-detection | Threat detection | 威胁检测
    payment-systems | Payment systems | 支付系统
energy | Energy | 能源
  batteries | Batteries | 电池
    cell-manufacturing | Battery cell manufacturing | 电芯制造
    battery-management | Battery management systems | 电池管理系统
    solid-state-battery | Solid-state batteries | 固态电池
    battery-recycling | Battery recycling | 电池回收
  charging | Charging | 充电
    fast-charging | Fast charging | 快充
    battery-swapping | Battery swapping | 换电
    charging-operation | Charging network operation | 充电网络运营
    vehicle-to-grid | Vehicle-to-grid | 车网互动
  power | Power | 电力
    solar-generation | Solar generation | 光伏发电
    wind-generation | Wind generation | 风力发电
    stationary-storage | Stationary storage | 储能
    grid-dispatch | Grid dispatch | 电网调度
    hydrogen-production | Hydrogen production | 制氢
    fuel-cell | Fuel cells | 燃料电池
materials-making | Materials and making | 材料与制造
  materials | Materials | 材料
    cathode-material | Cathode materials | 正极材料
    rare-earth-magnet | Rare-earth magnets | 稀土永磁
    light-alloy | Light alloys | 轻合金
  making | Manufacturing technology | 制造技术
    industrial-robot | Industrial robots | 工业机器人
    embodied-robot | Embodied robots | 具身机器人
    machine-vision | Machine vision inspection | 机器视觉检测
    die-casting | Integrated die casting | 一体化压铸
logistics | Logistics | 物流
  transport | Transport | 运输
    vehicle-shipping | Vehicle shipping | 汽车滚装海运
    air-freight | Air freight | 航空货运
    rail-freight | Rail freight | 铁路货运
    customs-brokerage | Customs brokerage | 报关代理
  storage | Storage | 仓储
    automated-warehouse | Automated warehousing | 自动化仓储
    cold-chain | Cold chain | 冷链
    bonded-storage | Bonded storage | 保税仓储
  delivery | Delivery | 配送
    last-mile | Last-mile delivery | 末端配送
    route-optimisation | Route optimisation | 路径优化
    delivery-robot | Autonomous delivery | 无人配送
retail | Retail | 零售
  vehicle-retail | Vehicle retail | 汽车零售
    dealer-network | Dealer network | 经销商网络
    after-sales | After-sales service | 售后服务
    vehicle-finance | Vehicle finance | 汽车金融
  consumer-retail | Consumer retail | 消费零售
    online-marketplace | Online marketplace | 电商平台
    store-network | Store network | 门店网络
    live-commerce | Live commerce | 直播电商
    loyalty-programme | Loyalty programmes | 会员运营
health | Health | 医疗健康
  devices | Medical devices | 医疗器械
    medical-imaging | Medical imaging | 医学影像
    in-vitro-diagnostics | In vitro diagnostics | 体外诊断
    surgical-robot | Surgical robots | 手术机器人
    wearable-monitoring | Wearable monitoring | 可穿戴监测
  medicines | Medicines | 药物
    drug-discovery | Drug discovery | 药物发现
    biologics | Biologics manufacturing | 生物药制造
    clinical-trials | Clinical trials | 临床试验
  care | Care services | 医疗服务
    telemedicine | Telemedicine | 远程医疗
    health-records | Health records | 健康档案
    pharmacy-distribution | Pharmacy distribution | 医药流通
"""

# slug | name | top | words of firm names in English and Chinese | core capabilities, most typical first
#      | age | size | how many organisations
_LINES: Final = """
nev-makers | New-energy vehicle makers | car-making | Motors 汽车, EV 新能源汽车, Mobility 出行 | ev-platform vehicle-integration battery-management ota-update thermal-management parking-automation motion-planning battery-swapping dealer-network | young | large | 9
car-makers | Passenger car makers | car-making | Motor 汽车, Automobiles 汽车工业, Automotive 车业 | vehicle-integration body-stamping dealer-network ev-platform vehicle-finance after-sales die-casting thermal-management | old | giant | 8
truck-makers | Commercial vehicle makers | car-making | Trucks 重卡, Commercial Vehicles 商用车 | vehicle-integration fuel-cell after-sales body-stamping traction-motor ckd-assembly route-optimisation | old | large | 6
drivetrain | Drivetrain and chassis suppliers | car-making | Drive Systems 传动系统, Powertrain 动力总成, Chassis 底盘科技 | traction-motor power-inverter reduction-gear brake-by-wire steer-by-wire thermal-management rare-earth-magnet | old | large | 14
body-parts | Body and interior suppliers | car-making | Auto Parts 汽车零部件, Interiors 汽车内饰, Stampings 冲压件 | body-stamping interior-systems local-body-parts die-casting light-alloy ckd-assembly | old | mid | 14
car-electronics | Vehicle electronics suppliers | car-making | Automotive Electronics 汽车电子, Auto Systems 车载系统 | cockpit-domain-control mmwave-radar brake-by-wire head-up-display driver-monitoring microcontroller v2x-communication board-assembly parking-automation | mid | mid | 12
semiconductors | Semiconductors | electronics | Semiconductor 半导体, Microelectronics 微电子, Silicon 硅电子 | automotive-soc power-semiconductor microcontroller chip-packaging image-sensor edge-inference | mid | mid | 13
sensors | Sensors | electronics | Sensing 传感技术, Photonics 光电, Optics 光学 | lidar mmwave-radar image-sensor sensor-fusion machine-vision computer-vision | young | small | 11
displays | Displays and modules | electronics | Display 显示技术, Optronics 光电显示 | flexible-display head-up-display precision-connector board-assembly | mid | large | 8
contract-electronics | Electronics manufacturing | electronics | Electronics 电子, Precision 精密电子, Circuits 电路科技 | board-assembly precision-connector chip-packaging machine-vision automated-warehouse | old | large | 9
consumer-devices | Consumer devices | electronics | Devices 智能终端, Digital 数码, Audio 音响 | speech-recognition flexible-display wearable-monitoring edge-inference recommendation multimodal-interaction online-marketplace | mid | large | 8
robots | Robots and automation | electronics | Robotics 机器人, Automation 自动化 | industrial-robot machine-vision embodied-robot delivery-robot motion-planning digital-twin surgical-robot | young | small | 11
vehicle-software | Vehicle software | software | Autonomy 智驾, Drive Software 智能驾驶科技, Mobility Software 出行软件 | vehicle-os motion-planning sensor-fusion hd-mapping driving-simulation ota-update cockpit-domain-control parking-automation v2x-communication | young | small | 12
artificial-intelligence | Artificial intelligence | software | AI 人工智能, Cognition 认知科技, Intelligence 智能科技 | computer-vision language-models speech-recognition edge-inference multimodal-interaction recommendation drug-discovery | young | small | 12
cloud | Cloud and data platforms | software | Cloud 云计算, Data 数据科技 | cloud-platform data-platform digital-twin industrial-iot identity-access language-models | mid | large | 10
cybersecurity | Cybersecurity | software | Security 信息安全, Cyber 网络安全 | threat-detection identity-access cybersecurity-audit data-protection-audit payment-systems | young | small | 8
enterprise-software | Business software | software | Software 软件, Systems 信息系统 | resource-planning data-platform payment-systems loyalty-programme route-optimisation health-records industrial-iot | mid | mid | 10
battery-makers | Battery makers | energy | Battery 电池, Energy Storage 储能科技, Cells 电芯 | cell-manufacturing battery-management solid-state-battery stationary-storage cathode-material battery-recycling local-pack-assembly | young | large | 12
charging-operators | Charging operators | energy | Charging 充电, Charge Network 充电网络 | charging-operation fast-charging battery-swapping vehicle-to-grid payment-systems power-inverter | young | small | 9
utilities | Utilities and grids | energy | Power 电力, Grid 电网, Utilities 公用事业 | grid-dispatch wind-generation solar-generation stationary-storage vehicle-to-grid charging-operation | old | giant | 10
renewables | Renewables | energy | Renewables 新能源, Solar 光伏, Wind 风电 | solar-generation wind-generation stationary-storage power-inverter hydrogen-production | mid | mid | 10
hydrogen | Hydrogen | energy | Hydrogen 氢能, Fuel Cell 燃料电池 | hydrogen-production fuel-cell stationary-storage thermal-management | young | small | 6
materials | Materials | energy | Materials 材料, Metals 金属, Advanced Materials 新材料 | cathode-material rare-earth-magnet light-alloy battery-recycling die-casting | old | mid | 9
freight | Freight and shipping | logistics | Shipping 航运, Freight 货运, Lines 海运 | vehicle-shipping air-freight rail-freight customs-brokerage bonded-storage route-optimisation | old | large | 12
warehousing | Warehousing | logistics | Warehousing 仓储, Supply Chain 供应链 | automated-warehouse bonded-storage regional-parts-hub cold-chain customs-brokerage industrial-iot | mid | mid | 11
last-mile-carriers | Last-mile carriers | logistics | Express 快运, Delivery 配送, Parcels 包裹 | last-mile route-optimisation delivery-robot cold-chain automated-warehouse | young | large | 9
dealers | Vehicle dealers and service | retail | Auto Retail 汽车零售, Dealerships 汽车销售, Car Service 汽车服务 | dealer-network after-sales vehicle-finance regional-parts-hub store-network loyalty-programme | mid | mid | 12
marketplaces | Online marketplaces | retail | Marketplace 优选, Commerce 电子商务 | online-marketplace live-commerce recommendation payment-systems last-mile loyalty-programme | young | large | 8
store-chains | Store chains | retail | Stores 百货, Retail 商业连锁, Markets 超市 | store-network loyalty-programme cold-chain online-marketplace payment-systems | old | giant | 9
consumer-brands | Consumer brands | retail | Brands 日用品, Home 家居, Foods 食品 | store-network live-commerce loyalty-programme online-marketplace cold-chain | mid | mid | 9
medical-devices | Medical devices | health | Medical 医疗器械, MedTech 医疗科技 | medical-imaging surgical-robot wearable-monitoring in-vitro-diagnostics medical-conformity image-sensor | mid | mid | 12
pharmaceuticals | Pharmaceuticals | health | Pharma 医药, Biologics 生物制药, Therapeutics 药业 | biologics drug-discovery clinical-trials pharmacy-distribution cold-chain | old | large | 10
digital-health | Digital health | health | Health 健康科技, Digital Care 数字医疗 | telemedicine health-records wearable-monitoring language-models driver-monitoring data-protection-audit | young | small | 9
care-providers | Care providers | health | Hospitals 医院管理, Clinics 诊所 | telemedicine health-records clinical-trials in-vitro-diagnostics pharmacy-distribution | old | large | 6
testing | Testing and certification | services | Assurance 检验技术, Certification 认证, Testing 检测 | emc-testing functional-safety type-approval battery-abuse-testing medical-conformity cybersecurity-audit | old | mid | 9
engineering | Engineering services | services | Engineering 工程, Engineering Services 工程技术 | vehicle-integration driving-simulation digital-twin thermal-management functional-safety light-alloy | mid | small | 8
research | Research institutes | services | Institute of Technology 理工研究院, Research Institute 研究院 | solid-state-battery embodied-robot computer-vision fuel-cell drug-discovery v2x-communication driving-simulation | old | small | 10
"""

_TOP_LINES: Final = """
car-making | Car making
electronics | Electronics
software | Software
energy | Energy
logistics | Logistics
retail | Retail
health | Health
services | Professional services
"""

# supplier: customer coefficient, …  (input of the supplier's goods per unit of the customer's output)
_INPUTS: Final = """
drivetrain: nev-makers 0.11, car-makers 0.13, truck-makers 0.16
body-parts: nev-makers 0.09, car-makers 0.15, truck-makers 0.13
car-electronics: nev-makers 0.1, car-makers 0.09, truck-makers 0.06, robots 0.03
semiconductors: car-electronics 0.18, sensors 0.11, consumer-devices 0.17, contract-electronics 0.12, drivetrain 0.06, robots 0.07, medical-devices 0.05, nev-makers 0.03, displays 0.07
sensors: car-electronics 0.09, nev-makers 0.05, robots 0.12, medical-devices 0.06, consumer-devices 0.05, vehicle-software 0.04
displays: car-electronics 0.08, consumer-devices 0.15, nev-makers 0.03, medical-devices 0.04
contract-electronics: consumer-devices 0.14, car-electronics 0.12, charging-operators 0.05, medical-devices 0.06, sensors 0.05
robots: nev-makers 0.03, car-makers 0.04, warehousing 0.07, battery-makers 0.04, contract-electronics 0.06, last-mile-carriers 0.03, care-providers 0.02
vehicle-software: nev-makers 0.05, car-makers 0.05, truck-makers 0.04, car-electronics 0.06, dealers 0.01
artificial-intelligence: vehicle-software 0.09, consumer-devices 0.05, digital-health 0.08, marketplaces 0.05, enterprise-software 0.05, robots 0.05, pharmaceuticals 0.03, nev-makers 0.02
cloud: artificial-intelligence 0.17, vehicle-software 0.08, marketplaces 0.08, enterprise-software 0.11, digital-health 0.08, nev-makers 0.02, last-mile-carriers 0.03, store-chains 0.02
cybersecurity: cloud 0.05, utilities 0.02, nev-makers 0.01, care-providers 0.02, enterprise-software 0.03, marketplaces 0.02
enterprise-software: store-chains 0.03, freight 0.03, warehousing 0.04, care-providers 0.03, dealers 0.03, pharmaceuticals 0.02, utilities 0.02
battery-makers: nev-makers 0.19, truck-makers 0.08, renewables 0.07, utilities 0.04, consumer-devices 0.05, car-makers 0.07, robots 0.04
charging-operators: nev-makers 0.02, dealers 0.02, last-mile-carriers 0.03, utilities 0.03
utilities: charging-operators 0.22, battery-makers 0.05, materials 0.09, cloud 0.06, semiconductors 0.04, hydrogen 0.12
renewables: utilities 0.16, charging-operators 0.06, hydrogen 0.11, store-chains 0.01
hydrogen: truck-makers 0.05, utilities 0.02, materials 0.03
materials: battery-makers 0.26, drivetrain 0.11, body-parts 0.14, hydrogen 0.07, semiconductors 0.06
freight: nev-makers 0.03, car-makers 0.03, marketplaces 0.06, store-chains 0.04, warehousing 0.09, body-parts 0.03, pharmaceuticals 0.02, consumer-brands 0.05
warehousing: marketplaces 0.07, store-chains 0.05, dealers 0.04, pharmaceuticals 0.04, nev-makers 0.01, consumer-brands 0.06, last-mile-carriers 0.06
last-mile-carriers: marketplaces 0.11, store-chains 0.03, consumer-brands 0.04, pharmaceuticals 0.02, consumer-devices 0.02
dealers: nev-makers 0.04, car-makers 0.06, truck-makers 0.04
marketplaces: consumer-brands 0.09, consumer-devices 0.06, dealers 0.02
store-chains: consumer-brands 0.11, consumer-devices 0.03, charging-operators 0.01
consumer-brands: store-chains 0.21, marketplaces 0.12
medical-devices: care-providers 0.15, digital-health 0.09
pharmaceuticals: care-providers 0.19, digital-health 0.02, store-chains 0.03
digital-health: care-providers 0.05, pharmaceuticals 0.03, consumer-devices 0.01, dealers 0.01
care-providers: pharmaceuticals 0.03, digital-health 0.05
testing: nev-makers 0.02, car-makers 0.02, car-electronics 0.03, battery-makers 0.02, medical-devices 0.04, charging-operators 0.02
engineering: nev-makers 0.03, car-makers 0.03, truck-makers 0.03, drivetrain 0.03, hydrogen 0.04
research: battery-makers 0.02, artificial-intelligence 0.03, pharmaceuticals 0.03, hydrogen 0.05, robots 0.03, vehicle-software 0.02
"""

# Which domains of capability serve each other; weights only say "more" and "less".
_COMPLEMENTS: Final = """
intelligent-vehicle vehicle-engineering 1.0
intelligent-vehicle electronics 0.9
intelligent-vehicle software 0.9
intelligent-vehicle assurance 0.5
vehicle-engineering energy 0.9
vehicle-engineering materials-making 0.8
vehicle-engineering localised-supply 0.7
vehicle-engineering retail 0.5
vehicle-engineering logistics 0.4
vehicle-engineering assurance 0.5
vehicle-engineering software 0.5
localised-supply logistics 0.7
localised-supply energy 0.4
electronics materials-making 0.6
electronics software 0.7
electronics health 0.4
software retail 0.6
software health 0.7
software logistics 0.5
software energy 0.4
energy materials-making 0.8
energy retail 0.3
logistics retail 0.9
logistics health 0.4
retail health 0.4
assurance health 0.4
materials-making logistics 0.3
"""

REGIONS: Final = {
    "Greater China": ("CN",),
    "Japan and Korea": ("JP", "KR"),
    "Southeast Asia": ("SG", "TH", "ID", "VN", "MY"),
    "South Asia": ("IN",),
    "Western Europe": ("DE", "FR", "GB", "IT", "NL", "ES", "SE", "NO", "CH"),
    "Central and Eastern Europe": ("PL", "HU", "CZ", "TR"),
    "North America": ("US", "CA", "MX"),
    "Latin America": ("BR",),
    "Middle East and Africa": ("AE", "IL", "MA", "ZA"),
    "Oceania": ("AU",),
}
CHANNEL_KINDS: Final = ("dealer network", "online marketplace", "distributor", "key accounts")


@dataclass(frozen=True, slots=True)
class Capability:
    """A node of the tree; ``level`` is 1 for a domain, 3 for what a firm usually holds."""

    id: str
    name: str
    name_zh: str
    broader: str | None
    domain: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business and its habits: how firms there are called, what they can do, how old
    and how large they are."""

    slug: str
    name: str
    top: str
    words: tuple[tuple[str, str], ...]  # English, Chinese
    core: tuple[str, ...]
    age: str
    size: str
    count: int


@cache
def capabilities() -> dict[str, Capability]:
    """The whole tree by id (``cap-…``), broader ones first."""
    found: dict[str, Capability] = {}
    path: list[str] = []
    for text in _lines_of(_CAPABILITIES):
        level = (len(text) - len(text.lstrip())) // 2 + 1
        slug, name, name_zh = _cells(text)
        del path[level - 1 :]
        node = f"cap-{slug}"
        found[node] = Capability(node, name, name_zh, path[-1] if path else None, (*path, node)[0], level)
        path.append(node)
    return found


@cache
def leaves() -> tuple[str, ...]:
    """Ids of the capabilities that have no narrower ones."""
    broader = {each.broader for each in capabilities().values()}
    return tuple(node for node in capabilities() if node not in broader)


@cache
def lines() -> dict[str, Line]:
    """Lines of business by slug."""
    found: dict[str, Line] = {}
    for text in _lines_of(_LINES):
        slug, name, top, words, core, age, size, count = _cells(text)
        found[slug] = Line(
            slug, name, top,
            tuple(_word(each) for each in words.split(",")),
            tuple(f"cap-{each}" for each in core.split()),
            age, size, int(count),
        )  # fmt: skip
    return found


@cache
def top_lines() -> dict[str, str]:
    """Names of the broad industries by slug."""
    return {slug: name for slug, name in map(_cells, _lines_of(_TOP_LINES))}


@cache
def inputs() -> dict[tuple[str, str], float]:
    """Coefficients by (supplying line, buying line)."""
    found: dict[tuple[str, str], float] = {}
    for text in _lines_of(_INPUTS):
        supplier, _, customers = text.partition(":")
        for each in customers.split(","):
            customer, coefficient = each.split()
            found[supplier.strip(), customer] = float(coefficient)
    return found


@cache
def complements() -> dict[tuple[str, str], float]:
    """How much two domains of capability serve each other, both ways round."""
    found: dict[tuple[str, str], float] = {}
    for text in _lines_of(_COMPLEMENTS):
        one, other, weight = text.split()
        found[f"cap-{one}", f"cap-{other}"] = found[f"cap-{other}", f"cap-{one}"] = float(weight)
    return found


@cache
def region_of(country: str) -> str:
    """The region that a country belongs to."""
    return next(region for region, countries in REGIONS.items() if country in countries)


def industry_id(slug: str) -> str:
    return f"ind-{slug}"


def channel_id(kind: str, region: str) -> str:
    return f"ch-{kind}-{region}".lower().replace(" ", "-")


def _word(text: str) -> tuple[str, str]:
    english, _, chinese = text.strip().rpartition(" ")
    return english, chinese


def _lines_of(block: str) -> list[str]:
    return [text for text in block.splitlines() if text.strip()]


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("|")]
