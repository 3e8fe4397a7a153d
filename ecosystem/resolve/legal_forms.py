"""Which words of a name only say what kind of company it is, and which of them mean the same.

Written as people write them; ``ecosystem.resolve.names`` folds case, accents and dots away, so
``S.p.A.``, ``SPA`` and ``spa`` are one entry. The key is what all variants of a line count as.
A form of several words that is made of entries here (``GmbH & Co. KG``) needs no line of its own.
"""

from __future__ import annotations

from typing import Final

TRAILING: Final[dict[str, tuple[str, ...]]] = {
    # Groups are no legal form, but registers, newspapers and people add and drop the word alike.
    "group": ("Group", "Groupe", "Gruppe", "Gruppo", "Grupo", "Grupa", "Koncern", "Holding", "Holdings", "集团"),
    # English-speaking countries
    "inc": ("Inc.", "Incorporated"),
    "corp": ("Corp.", "Corporation"),
    "co": ("Co.", "Company", "Companies", "Cie", "Compagnie", "Cia.", "Compañía", "Companhia", "Compagnia"),
    "ltd": ("Ltd.", "Limited", "Ltd. Liability"),
    "pty": ("Pty", "Proprietary"),
    "pte": ("Pte",),
    "pvt": ("Pvt", "Private", "(P) Ltd."),
    "llc": ("LLC", "Limited Liability Company"),
    "llp": ("LLP", "Limited Liability Partnership", "LLLP"),
    "lp": ("LP", "Limited Partnership"),
    "plc": ("PLC", "Public Limited Company"),
    "pllc": ("PLLC",),
    "unltd": ("Unltd", "Unlimited"),
    "cic": ("CIC", "Community Interest Company"),
    "dac": ("DAC", "Designated Activity Company"),
    "jsc": ("JSC", "Joint Stock Company", "OJSC", "CJSC", "PJSC", "Public Joint Stock Company"),
    # German-speaking countries
    "ag": ("AG", "Aktiengesellschaft"),
    "gmbh": ("GmbH", "Ges.m.b.H.", "Gesellschaft mbH", "Gesellschaft mit beschränkter Haftung", "mbH"),
    "ggmbh": ("gGmbH", "gemeinnützige GmbH"),
    "kg": ("KG", "Kommanditgesellschaft"),
    "kgaa": ("KGaA", "Kommanditgesellschaft auf Aktien"),
    "ohg": ("OHG", "Offene Handelsgesellschaft", "OG"),
    "gbr": ("GbR",),
    "ug": ("UG", "UG (haftungsbeschränkt)", "Unternehmergesellschaft"),
    "ek": ("e.K.", "e.Kfm.", "e.Kfr."),
    "ev": ("e.V.", "eingetragener Verein"),
    "eg": ("eG", "eingetragene Genossenschaft"),
    "se": ("SE", "Societas Europaea"),
    # France, Belgium, Luxembourg, Switzerland
    "sa": ("S.A.", "Société Anonyme", "Sociedad Anónima", "Sociedade Anônima", "Spółka Akcyjna", "S/A"),
    "sas": ("SAS", "S.A.S.", "SASU", "Société par Actions Simplifiée", "Sociedad por Acciones Simplificada"),
    "sarl": ("S.à r.l.", "SARL", "Société à Responsabilité Limitée", "EURL"),
    "snc": ("SNC", "Société en Nom Collectif"),
    "sca": ("SCA", "Société en Commandite par Actions"),
    "scs": ("SCS",),
    "scop": ("SCOP", "SCIC"),
    "gie": ("GIE",),
    "sprl": ("SPRL", "BVBA", "SRL/BV"),
    "asbl": ("ASBL", "VZW"),
    "cvba": ("CVBA", "SCRL"),
    # Netherlands
    "bv": ("B.V.", "Besloten Vennootschap"),
    "nv": ("N.V.", "Naamloze Vennootschap"),
    "vof": ("V.O.F.",),
    # Italy, Spain, Portugal, Latin America
    "spa": ("S.p.A.", "Società per Azioni", "Sociedad por Acciones"),
    "srl": ("S.r.l.", "S.R.L.", "SRLS", "Società a Responsabilità Limitata", "Sociedad de Responsabilidad Limitada"),
    "sapa": ("S.A.p.A.",),
    "scarl": ("S.c.a r.l.", "SCARL", "S.c.r.l.", "Soc. Coop."),
    "sl": ("S.L.", "S.L.U.", "Sociedad Limitada", "Sociedad de Responsabilidad Limitada Unipersonal"),
    "sau": ("S.A.U.",),
    "cv": ("de C.V.", "C.V."),
    "sab": ("S.A.B.", "SAPI", "S.A.P.I."),
    "lda": ("Lda.", "Ltda.", "Limitada", "Sociedade Limitada"),
    "sgps": ("SGPS",),
    "eireli": ("EIRELI",),
    # Nordic and Baltic countries
    "ab": ("AB", "Aktiebolag", "Aktiebolaget", "AB (publ)", "publ"),
    "hb": ("Handelsbolag",),
    "as": ("A/S", "AS", "Aktieselskab", "Aksjeselskap", "a.s.", "A.Ş.", "Anonim Şirketi", "akciová společnost"),
    "asa": ("ASA", "Allmennaksjeselskap"),
    "aps": ("ApS", "Anpartsselskab", "IVS"),
    "amba": ("A.m.b.a.",),
    "oy": ("Oy", "Osakeyhtiö", "Oy Ab"),
    "oyj": ("Oyj", "Abp", "Julkinen osakeyhtiö"),
    "ehf": ("ehf.", "hf.", "ohf."),
    "ou": ("OÜ", "Osaühing"),
    "sia": ("SIA",),
    "uab": ("UAB",),
    # Central, Eastern and Southern Europe
    "zoo": ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością", "Sp. z.o.o."),
    "spk": ("Sp. k.", "Sp.k.", "Spółka komandytowa", "Sp. j.", "Spółka jawna"),
    "sro": ("s.r.o.", "spol. s r.o.", "společnost s ručením omezeným"),
    "kft": ("Kft.", "Korlátolt Felelősségű Társaság"),
    "zrt": ("Zrt.", "Nyrt.", "Rt.", "Bt."),
    "doo": ("d.o.o.", "društvo s ograničenom odgovornošću"),
    "dd": ("d.d.", "dioničko društvo", "a.d."),
    "ood": ("OOD", "EOOD", "ООД", "ЕООД"),
    "ead": ("EAD", "AD", "ЕАД", "АД"),
    "ae": ("A.E.", "Α.Ε.", "Ανώνυμη Εταιρεία"),
    "epe": ("Ε.Π.Ε.", "E.P.E.", "I.K.E.", "Ι.Κ.Ε."),
    "sti": ("Ltd. Şti.", "Limited Şirketi", "Şti.", "San. ve Tic.", "Sanayi ve Ticaret"),
    "ooo": ("ООО", "ТОО", "ТОВ", "OOO", "Общество с ограниченной ответственностью"),
    "ao": ("АО", "ОАО", "ЗАО", "ПАО", "ПрАТ", "OAO", "ZAO", "PAO", "Акционерное общество"),
    # Asia and the Gulf
    "kk": ("K.K.", "Kabushiki Kaisha", "Kabushiki Gaisha", "株式会社", "株"),
    "gk": ("G.K.", "Godo Kaisha", "合同会社", "有限会社", "有"),
    "jusik": ("주식회사", "주", "유한회사", "Jusik Hoesa"),
    "sdn": ("Sdn. Bhd.", "Sdn.", "Bhd.", "Berhad", "Sendirian Berhad"),
    "tbk": ("Tbk", "Persero", "Perseroan Terbatas"),
    "pcl": ("PCL", "Public Company Limited"),
    "fze": ("FZE", "FZC", "FZ-LLC", "FZCO", "DMCC"),
    "wll": ("W.L.L.", "K.S.C.", "Q.S.C.", "S.A.O.G.", "S.A.E.", "S.A.L."),
    "co ltd": ("有限公司", "有限责任公司", "公司", "总公司"),
    "jsc cn": ("股份有限公司", "股份公司"),
}
"""Forms that end a name."""

LEADING: Final[dict[str, tuple[str, ...]]] = {
    "group": ("Groupe", "Gruppo", "Grupo"),
    "ab": ("AB", "Aktiebolaget"),
    "oy": ("Oy",),
    "sia": ("SIA",),
    "uab": ("UAB",),
    "ooo": ("ООО", "ТОО", "ТОВ", "OOO", "Общество с ограниченной ответственностью"),
    "ao": ("АО", "ОАО", "ЗАО", "ПАО", "OAO", "ZAO", "PAO", "Акционерное общество"),
    "tbk": ("PT", "P.T."),
    "sarl": ("SARL", "EURL"),
    "sas": ("SAS", "SASU"),
    "kk": ("株式会社", "株"),
    "gk": ("合同会社", "有限会社", "有"),
    "jusik": ("주식회사", "주", "유한회사"),
    "co ltd": ("Công ty TNHH", "Công ty Trách nhiệm hữu hạn"),
    "jsc": ("Công ty Cổ phần", "CTCP"),
}
"""Forms that begin a name."""

GLUED: Final[dict[str, str]] = {
    "股份有限公司": "jsc cn",
    "有限责任公司": "co ltd",
    "有限公司": "co ltd",
    "股份公司": "jsc cn",
    "集团公司": "group",
    "总公司": "co ltd",
    "公司": "co ltd",
    "集团": "group",
    "控股": "group",
    "株式会社": "kk",
    "有限会社": "gk",
    "合同会社": "gk",
    "주식회사": "jusik",
    "유한회사": "jusik",
}
"""Forms that are written without a space at the end of a name; longer ones first."""
