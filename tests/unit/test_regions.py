"""Any name of a place resolves to one region, or is refused with what to write instead."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit import regions
from pubaudit.errors import RegionError, SchemeError
from pubaudit.regions import Regions

TABLE = Path(__file__).parents[2] / "catalogs" / "regions.csv"
PLACES = regions.load(TABLE)
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
CODES = [row["code"] for row in ROWS]
BODIES = ("住建局", "财政局", "市场监管局", "改造办")


# --- the table ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "full_name", "level"),
    [
        ("000000", "国家", "nation"),
        ("120000", "天津市", "province"),
        ("530000", "云南省", "province"),
        ("210000", "辽宁省", "province"),
        ("220000", "吉林省", "province"),
        ("220200", "吉林省吉林市", "city"),
        ("320921", "江苏省盐城市响水县", "county"),
        ("320902", "江苏省盐城市亭湖区", "county"),
        ("520327", "贵州省遵义市凤冈县", "county"),
        ("530102", "云南省昆明市五华区", "county"),
        ("110105", "北京市朝阳区", "county"),
        ("120101", "天津市和平区", "county"),
        ("500101", "重庆市万州区", "county"),
        ("429004", "湖北省仙桃市", "county"),
        ("441900", "广东省东莞市", "city"),
        ("620200", "甘肃省嘉峪关市", "city"),
        ("653228", "新疆维吾尔自治区和田地区和康县", "county"),
    ],
)
def test_table_holds(code: str, full_name: str, level: str) -> None:
    region = PLACES.get(code)
    assert region is not None
    assert (region.full_name, region.level) == (full_name, level)


def test_table_is_whole_and_printable() -> None:
    assert len(PLACES) == len(ROWS) == len(set(CODES)) == 3213
    assert sum(code.endswith("0000") for code in CODES) == 34
    assert sum(code.endswith("00") for code in CODES) == 34 + 333
    assert sorted(CODES) == CODES
    assert not {row["name"] for row in ROWS} & {"市辖区", "县", "直辖县"}
    for row in ROWS:
        assert len(row["short"]) >= 2
        assert row["name"].startswith(row["short"])
        row["name"].encode("gbk")


def test_every_superior_is_in_the_table() -> None:
    for code in CODES:
        assert code[:2] + "0000" in CODES
        city = code[:4] + "00"
        if city not in CODES:
            assert code[:2] in {"11", "12", "31", "50"} or code[2:4] == "90"


@pytest.mark.parametrize(
    ("name", "lineage"),
    [
        ("320902", ["亭湖区", "盐城市", "江苏省", "国家"]),
        ("天津市和平区", ["和平区", "天津市", "国家"]),
        ("仙桃", ["仙桃市", "湖北省", "国家"]),
        ("东莞", ["东莞市", "广东省", "国家"]),
        ("云南", ["云南省", "国家"]),
        ("国家", ["国家"]),
    ],
)
def test_lineage(name: str, lineage: list[str]) -> None:
    found = PLACES.lineage(PLACES.resolve(name).region)
    assert [region.name for region in found] == lineage


# --- resolve -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("亭湖", "320902"),
        ("亭湖区", "320902"),
        ("盐城市亭湖区", "320902"),
        ("江苏盐城亭湖", "320902"),
        ("江苏省亭湖区", "320902"),
        ("江苏省盐城市亭湖区", "320902"),
        ("江苏省 盐城市 亭湖区", "320902"),
        ("江苏省/盐城市-亭湖", "320902"),
        ("江苏省盐城市亭湖区人民政府", "320902"),
        ("320902", "320902"),
        (" ３２０９０２ ", "320902"),
        ("盐城市响水县", "320921"),
        ("云南", "530000"),
        ("天津", "120000"),
        ("昆明", "530100"),
        ("昆明市五华区", "530102"),
        ("凤冈", "520327"),
        ("贵州凤冈", "520327"),
        ("国家", "000000"),
        ("全国", "000000"),
        ("中央", "000000"),
        ("000000", "000000"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("新疆", "650000"),
        ("宁夏", "640000"),
        ("西藏", "540000"),
        ("香港", "810000"),
        ("延边", "222400"),
        ("凉山州", "513400"),
        ("湘西", "433100"),
        ("海南州", "632500"),
        ("景宁", "331127"),
        ("长阳县", "420528"),
        ("鄂温克旗", "150724"),
        ("浦东", "310115"),
        ("北京朝阳", "110105"),
        ("吉林朝阳区", "220104"),
        ("吉林市", "220200"),
        ("吉林省吉林", "220200"),
        ("吉县", "141028"),
        ("山西吉县", "141028"),
        ("朔州", "140600"),
        ("石家庄井陉矿区", "130107"),
        ("津市", "430781"),
        ("《亭湖区》", "320902"),
        ('"亭湖区"', "320902"),
        ("“亭湖区”。", "320902"),
        ("（盐城市）亭湖区", "320902"),
        ("天津市政府", "120000"),
        ("津南区政府", "120112"),
        ("亭湖区人民政府", "320902"),
        ("亭湖区人民政府办公室", "320902"),
        ("云南省政府办公厅", "530000"),
    ],
)
def test_resolves_in_silence(name: str, code: str) -> None:
    resolution = PLACES.resolve(name)
    assert (resolution.region.code, resolution.note) == (code, "")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("吉林", "220000", "另有吉林省吉林市（220200）"),
        ("海南", "460000", "青海省海南藏族自治州（632500）"),
        ("南昌", "360100", "江西省南昌市南昌县（360121）"),
        ("辽宁朝阳", "211300", "辽宁省朝阳市朝阳县（211321）"),
        ("贵州凤冈经济开发区", "520327", "按名称中的贵州省遵义市凤冈县（520327）认定"),
        ("凤冈县经济开发区管委会", "520327", "不在区划表中"),
        ("凤冈经开区", "520327", "不在区划表中"),
        ("盐城高新技术产业开发区", "320900", "江苏省盐城市（320900）"),
        ("苏州工业园区", "320500", "江苏省苏州市（320500）"),
        ("天津滨海高新区", "120116", "天津市滨海新区（120116）"),
        ("重庆两江新区", "500000", "重庆市（500000）"),
        ("吉林经济开发区", "220000", "另有吉林省吉林市（220200）"),
        ("凤冈县龙泉镇", "520327", "按名称中的贵州省遵义市凤冈县（520327）认定"),
        ("凤冈县龙泉镇人民政府", "520327", "“凤冈县龙泉镇人民政府”不在区划表中"),
        ("五华区华山街道", "530102", "按名称中的云南省昆明市五华区（530102）认定"),
        ("亭湖区新洋街道办事处", "320902", "不在区划表中"),
        ("盐城亭湖新洋街道", "320902", "不在区划表中"),
        ("南京市鼓楼区湖南路街道", "320106", "不在区划表中"),
        ("东莞市虎门镇", "441900", "按名称中的广东省东莞市（441900）认定"),
        ("320902001", "320902", "320902001 不是六位区划代码，按 320902 江苏省盐城市亭湖区认定"),
        ("520327000000", "520327", "按 520327 贵州省遵义市凤冈县认定"),
        ("110000000000", "110000", "按 110000 北京市认定"),
        ("32", "320000", "按 320000 江苏省认定"),
        ("3209", "320900", "按 320900 江苏省盐城市认定"),
    ],
)
def test_resolves_and_says_how(name: str, code: str, said: str) -> None:
    resolution = PLACES.resolve(name)
    assert resolution.region.code == code
    assert said in resolution.note


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("朝阳区", ["有 2 处", "北京市朝阳区（110105）", "吉林省长春市朝阳区（220104）", "如"]),
        ("鼓楼区", ["有 4 处", "江苏省南京市鼓楼区（320106）", "福建省福州市鼓楼区（350102）"]),
        ("城关区", ["（540102）", "（620102）"]),
        ("江苏鼓楼区", ["有 2 处", "（320106）", "（320302）"]),
        ("朝阳", ["有 3 处", "辽宁省朝阳市（211300）", "北京市朝阳区（110105）"]),
        ("西安", ["如 陕西省西安市 或 610100"]),
        ("朝阳经济开发区", ["（110105）", "（220104）"]),
        ("不存在县", ["没有“不存在县”", "最接近的有：", "六位代码"]),
        ("凤岗县", ["贵州省遵义市凤冈县（520327）"]),
        ("禄丰县", ["云南省楚雄彝族自治州禄丰市（532302）"]),
        ("盐城市亭糊区", ["最接近的有：江苏省盐城市亭湖区（320902）"]),
        ("市亭湖区", ["最接近的有：江苏省盐城市亭湖区（320902）"]),
        ("新亭湖区", ["最接近的有：江苏省盐城市亭湖区（320902）"]),
        ("亭湖区住建局", ["最接近的有：江苏省盐城市亭湖区（320902）"]),
        ("遵义县", ["贵州省遵义市播州区（520304）", "撤并、改名的写现在的名称"]),
        ("市政府", ["没有“市政府”"]),
        ("龙泉镇", ["乡镇、街道请在前面写上所在的县（市、区），如 凤冈县龙泉镇"]),
        ("新华街道", ["乡镇、街道请在前面写上"]),
        ("盐城市龙泉镇", ["最接近的有：江苏省盐城市（320900）", "乡镇、街道请在前面写上"]),
        ("鼓楼区湖南路街道", ["有 4 处"]),
        ("329999001", ["没有代码 329999001", "其上级为江苏省（320000）"]),
        ("3209021", ["没有代码 3209021", "其上级为江苏省盐城市（320900）"]),
        ("吉林市朝阳区", ["没有“吉林市朝阳区”", "吉林省吉林市"]),
        ("和平区天津", ["没有“和平区天津”"]),
        ("320999", ["没有代码 320999", "其上级为江苏省盐城市（320900）"]),
        ("999999", ["没有代码 999999", "请核对代码"]),
        ("高新区", ["没有“高新区”"]),
        ("区", ["没有“区”"]),
        ("xyz", ["没有“xyz”", "请写地区全称"]),
        ("  ", ["地区名为空"]),
    ],
)
def test_refuses_and_says_what_to_write(name: str, said: list[str]) -> None:
    with pytest.raises(RegionError) as caught:
        PLACES.resolve(name)
    message = str(caught.value)
    assert "\n" not in message
    assert all(part in message for part in said), message


def test_a_zone_says_once_how_it_was_recognised() -> None:
    assert PLACES.resolve("吉林高新区").note.count("认定") == 1


STRAY = st.text(alphabet="《》“”()（）【】、。· 新老某市县", min_size=1, max_size=2)


@pytest.mark.parametrize("name", ["亭湖区", "凤冈县", "播州区", "五华区", "盐都区"])
@given(mark=STRAY, ahead=st.booleans())
def test_a_name_with_anything_stray_resolves_or_is_the_first_listed(
    name: str, mark: str, *, ahead: bool
) -> None:
    (meant,) = PLACES.bearers(name)
    said = mark + name if ahead else name + mark
    if refusal := _refusal(said):
        first = refusal.partition("最接近的有：")[2]
        assert first.startswith(f"{meant.full_name}（{meant.code}）"), refusal
    else:
        assert PLACES.resolve(said).region == meant


def test_every_code_and_full_name_is_its_own() -> None:
    for code in CODES:
        region = PLACES.resolve(code).region
        assert region.code == code
        assert PLACES.resolve(region.full_name).region == region


def test_every_short_name_borne_once_resolves() -> None:
    bearers: dict[str, set[str]] = {}
    for row in ROWS:
        for name in (row["name"], row["short"]):
            bearers.setdefault(name, set()).add(row["code"])
    for name, codes in bearers.items():
        if len(codes) == 1:
            assert {PLACES.resolve(name).region.code} == codes
        elif said := _refusal(name):
            assert f"“{name}”有" in said
        else:
            assert PLACES.resolve(name).note


def _refusal(name: str) -> str:
    try:
        PLACES.resolve(name)
    except RegionError as refusal:
        return str(refusal)
    return ""


@given(st.text(max_size=12) | st.text(alphabet="江苏盐城市亭湖区县开发人民政府0329 ", max_size=12))
def test_any_text_resolves_or_is_refused(name: str) -> None:
    try:
        region = PLACES.resolve(name).region
    except RegionError:
        return
    assert PLACES.resolve(region.code).region == region


# --- find_in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("盐城市亭湖区公共资源交易领域基层政务公开标准目录", "320902"),
        ("江苏盐城亭湖公开目录", "320902"),
        ("亭湖区住建局", "320902"),
        ("亭湖住建局", "320902"),
        ("关于印发亭湖区2020年目录的通知", "320902"),
        ("盐城市住建局（亭湖区）", "320902"),
        ("江苏省 盐城市 亭湖区", "320902"),
        ("亭湖人民政府", "320902"),
        ("凤冈县保障性住房", "520327"),
        ("贵州凤冈经济开发区公开目录", "520327"),
        ("凤冈高新技术产业开发区公开目录", "520327"),
        ("长阳县公共资源", "420528"),
        ("云南省公共资源配置领域", "530000"),
        ("天津_目录.xlsx", "120000"),
        ("07 昆明", "530100"),
        ("昆明市区目录", "530100"),
        ("长春市朝阳区财政局", "220104"),
        ("吉林长春朝阳区", "220104"),
        ("吉林省长春市财政局（朝阳区）", "220104"),
        ("吉林市场监管局", "220000"),
        ("吉林市市场监管局", "220200"),
        ("湖北省公安厅", "420000"),
        ("辽宁省中山路项目", "210000"),
        ("西宁市城东区", "630102"),
        ("青岛市市南区财政局", "370202"),
        ("河南省老城区改造", "410000"),
        ("老城区改造办公室", "410302"),
        ("山西吉县目录", "141028"),
    ],
)
def test_finds_the_place_named(text: str, code: str) -> None:
    resolution = PLACES.find_in(text, BODIES)
    assert resolution is not None
    assert resolution.region.code == code


def test_finding_says_what_else_bears_the_name() -> None:
    resolution = PLACES.find_in("吉林_目录.xlsx")
    assert resolution is not None
    assert "另有吉林省吉林市（220200）" in resolution.note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "望溪县保障性住房",
        "14_桑洲区_财政局主动公开.xlsx",
        "05_柏川市_住建局主动公开.xlsx",
        "朔原旗自然资源两表",
        "朝阳产业发展目录",
        "朝阳区财政局",
        "沈阳市朝阳区财政局",
        "和平",
        "和平区",
        "中心城区建设",
        "城区",
        "老城区改造项目",
        "新市区规划",
        "港口区域",
        "中山路街道",
        "市南",
        "全市南区",
        "开发区",
        "高新区管委会",
        "沿海城市公开目录",
        "上海南区",
        "河南县级目录",
        "湖北公安厅",
        "公安局",
        "公安_目录.xlsx",
        "南海海事局",
        "亭湖",
        "亭湖公开",
        "全国目录",
        "国家发展改革委",
        "凤冈县与亭湖区",
        "凤冈县 盐城市",
    ],
)
def test_is_not_fooled(text: str) -> None:
    assert PLACES.find_in(text, BODIES) is None


def test_every_full_name_is_found_in_a_title() -> None:
    for code in CODES:
        region = PLACES.resolve(code).region
        found = PLACES.find_in(f"{region.full_name}公共资源交易目录")
        assert found is not None, region
        assert found.region == region


# --- load --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "首行应为 code,name,short"),
        (b"code,name\n320902,x\n", "首行应为 code,name,short"),
        ("code,name,short\n3209,盐城市,盐城\n".encode(), "第2行：应为六位代码"),
        ("code,name,short\n320902,亭湖区\n".encode(), "第2行：应为六位代码"),
        ("code,name,short\n320902,亭湖区,亭湖\n".encode("gbk"), "读不出行政区划表"),
    ],
)
def test_load_refuses_a_broken_table(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "regions.csv"
    path.write_bytes(content)
    with pytest.raises(SchemeError, match=said):
        regions.load(path)


def test_load_names_the_missing_table(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match=r"none\.csv"):
        regions.load(tmp_path / "none.csv")


def test_an_empty_table_knows_the_nation_only() -> None:
    empty = Regions({})
    assert empty.resolve("全国").region.code == "000000"
    with pytest.raises(RegionError, match="没有“天津”"):
        empty.resolve("天津")
