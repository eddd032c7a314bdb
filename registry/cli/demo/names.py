"""Invented enterprise names: never two alike, whatever the size of the district."""

from __future__ import annotations

import random
from typing import NamedTuple

from registry.cli.demo.codes import Shuffle

STEMS = tuple(
    "甬姚慈洪澄沐栩岚曜昱煜霁朔翊谦睿弘毅骁骐骥驰峻岳嵘屹砺琢珩璟瑾瑜琅玥珞钧铎锐铭锦钰镁铂衡恒泓泽润沛涵渊瀚浩澜沧淳枫桐楠"
    "梓柏栋松柯樟晟晖晗旭昕朗硕颐颂嘉懿祺禾穗"
)
MIDDLES = tuple(
    "达驰联拓创卓科诺信邦腾跃扬启航程远图维思源合众汇聚融通成盛隆昌兴茂森川原野帆舟桥岸屿石岩辉耀芒星宇宏伟杰英俊彦鹏飞鸿雁鹭鲲麒麟龙渡湾汐"
)
TAILS = tuple("尔斯特曼奇森亚德顿凯里克罗莱纳欧卡迪菲嘉利安康佳美乐雅瑞祥福禄庆丰裕泰顺吉华夏峰岭湘楚玉元同方正")
RARE_TAILS = ("𬭎", "㛃")
WORDS: dict[str, tuple[str, ...]] = {
    "C-EQ": ("精密机械", "智能装备", "数控机床", "液压传动", "自动化设备", "机器人", "轴承", "模具科技"),
    "C-NM": ("新材料", "膜科技", "磁性材料", "高分子材料", "铜合金", "复合材料", "薄膜", "稀土功能材料"),
    "C-EL": ("电子", "半导体", "传感技术", "光电", "微电子", "集成电路", "电子元件", "显示科技"),
    "C-AP": ("汽车部件", "汽车零部件", "车辆电子", "底盘系统", "汽车内饰", "动力总成", "密封件", "制动系统"),
    "C-BM": ("生物科技", "医疗器械", "药业", "生物医药", "诊断技术", "健康科技", "基因技术", "医用材料"),
    "C-NE": ("氢能", "新能源", "储能", "光伏科技", "电池", "节能科技", "燃料电池", "充电设备"),
    "I-SW": ("软件", "信息技术", "网络科技", "数据", "云计算", "智能科技", "信息系统", "数字科技"),
    "I-II": ("工业互联网", "物联网科技", "智联科技", "工业软件", "边缘计算", "工业数据", "物联传感", "云制造"),
    "M-TS": ("检测技术", "工程设计", "技术服务", "研究院", "科技服务", "知识产权服务", "环境技术", "计量技术"),
    "R-CC": ("文化科技", "数字创意", "动漫科技", "创意设计", "数字传媒", "影视科技", "游戏科技", "文旅科技"),
    "Z-OT": ("实业", "科技发展", "农业科技", "建筑科技", "海洋科技", "包装科技", "家居科技", "食品科技"),
}
PLAIN, LIABILITY, SHARES = "有限公司", "有限责任公司", "股份有限公司"
GROUP, GROUP_SHARES = "（集团）有限公司", "（集团）股份有限公司"

_PAIRS = len(STEMS) * len(MIDDLES)
_LEAST_LAPS = 3
_RARE_SHARE = 0.012


class Name(NamedTuple):
    """An enterprise name in its parts."""

    style: str
    core: str
    form: str

    def __str__(self) -> str:
        if self.style == "（宁波）":
            return f"{self.core}{self.style}{self.form}"
        return f"{self.style}{self.core}{self.form}"


class NameBook:
    """Names of a district of `firms` enterprises.

    Brand (stem, middle, mostly a third character) and trade word together occur once, so every name is unique
    whichever prefix and legal form surround them.
    """

    def __init__(self, firms: int, seed: int) -> None:
        self._keys = Shuffle(max(firms, _LEAST_LAPS * _PAIRS), f"{seed}:names")

    def first(self, index: int, industry_code: str, form: str, source: random.Random) -> Name:
        """The name enterprise `index` was registered under, with the legal form asked for."""
        style = source.choices(("宁波", "浙江", "（宁波）"), (84, 8, 8))[0]
        if "集团" in form:
            style = "宁波"
        rare = source.random() < _RARE_SHARE
        return Name(style, self._core(self._keys(index), industry_code, rare, source), form)

    def renamed(self, index: int, industry_code: str, name: Name, source: random.Random) -> Name:
        """The name after a change: another legal form, or another brand altogether."""
        if source.random() < 0.6:
            turned = {PLAIN: SHARES, LIABILITY: PLAIN, SHARES: GROUP_SHARES, GROUP: GROUP_SHARES, GROUP_SHARES: SHARES}
            form = turned[name.form]
            return name._replace(form=form, style="宁波" if "集团" in form else name.style)
        # the keys after the last first name are nobody's: a new brand never meets another firm's old one
        key = self._keys.size + self._keys(index)
        return name._replace(core=self._core(key, industry_code, False, source))

    @staticmethod
    def _core(key: int, industry_code: str, rare: bool, source: random.Random) -> str:
        lap, pair = divmod(key, _PAIRS)
        stem, middle = divmod(pair, len(MIDDLES))
        register, turn = divmod(lap, len(TAILS) + 1)
        words = WORDS[industry_code]
        if turn:
            tail = TAILS[(turn - 1 + pair * 5) % len(TAILS)]
        else:
            tail = source.choice(RARE_TAILS) if rare and not register else ""
        return STEMS[stem] + MIDDLES[middle] + tail + words[(pair * 3 + stem + register) % len(words)]


def most_names() -> int:
    """How many enterprises can be named, each with a second name to change to."""
    return _PAIRS * (len(TAILS) + 1) * min(len(words) for words in WORDS.values()) // 2
