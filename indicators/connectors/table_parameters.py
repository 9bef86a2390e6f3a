"""Parameters that say how a table lies on its sheet; shared by all connectors that read tables."""

from indicators.connectors.base import Parameter

LAYOUT = Parameter(
    "layout",
    "Layout",
    "表格形式",
    choices=("long", "periods_across", "series_across"),
    help_en=(
        "long: a figure a row (if left out); periods_across: the periods stand in the header; "
        "series_across: the series stand in the header, the periods in a column."
    ),
    help_zh=(
        "long：每行一个数值（默认）；periods_across：表头为时期；"
        "series_across：表头为序列，时期在一列中。"
    ),
)
IGNORE_COLUMNS = Parameter(
    "ignore_columns",
    "Ignored headings",
    "忽略的列",
    help_en="A list of headings that are not read, or * for all unknown ones.",
    help_zh="不读取的列名列表；* 表示忽略所有未知列。",
)
HEADER_ROW = Parameter(
    "header_row",
    "Line of the header",
    "表头行号",
    help_en="1 if left out. Lines above it are not read.",
    help_zh="默认 1。其上各行不读取。",
)
HEADER_ROWS = Parameter(
    "header_rows",
    "Rows of the header",
    "多行表头",
    mapping=True,
    help_en="Field -> row of the header, or list of rows that give it together: {series: 10}.",
    help_zh="字段 -> 表头行号，或共同构成该字段的多个行号，例如 {series: 10}。",
)
ROW_FIELDS = Parameter(
    "row_fields",
    "Descriptive columns",
    "说明列",
    mapping=True,
    help_en="Field -> letter or heading of the column that gives it: {indicator: A, unit: B}.",
    help_zh="字段 -> 所在列的字母或列名，例如 {indicator: A, unit: B}。",
)
FIRST_COLUMN = Parameter(
    "first_column",
    "First column with figures",
    "首个数值列",
    help_en="Its letter. Found from the header if left out.",
    help_zh="列的字母。留空则由表头识别。",
)
LAST_COLUMN = Parameter(
    "last_column",
    "Last column with figures",
    "末个数值列",
    help_en="Its letter. Columns to the right of it are not read.",
    help_zh="列的字母。其右各列不读取。",
)
SPREAD = Parameter(
    "spread",
    "Fields to fill",
    "填充的字段",
    help_en=(
        "Fields whose empty cells repeat the cell before: to the left in a header, above in a "
        "column. Merged cells always do."
    ),
    help_zh="空单元格重复前一格内容的字段（表头取左侧，列取上方）。合并单元格总是填充。",
)
FREQUENCY = Parameter(
    "frequency",
    "Frequency of the dates",
    "日期的频率",
    help_en=(
        "A, S, Q or M, or the field that says it (Quarter, monthly, 季度). A day then stands for "
        "the year, half-year, quarter or month that it lies in."
    ),
    help_zh="A、S、Q、M，或注明频率的字段（Quarter、monthly、季度）。日期即表示其所在的年、半年、季、月。",
)
FIRST_ROW = Parameter(
    "first_row",
    "First row with figures",
    "首个数值行",
    help_en="The row below the header if left out.",
    help_zh="默认为表头的下一行。",
)
LAST_ROW = Parameter(
    "last_row",
    "Last row with figures",
    "末个数值行",
    help_en="Rows below it are not read.",
    help_zh="其下各行不读取。",
)
END_AT = Parameter(
    "end_at",
    "End of the table",
    "表格结束标记",
    help_en="Beginnings of the row at which the table ends: [“Source:”, “注：”].",
    help_zh="表格在以这些文字开头的行结束，例如 [“注：”, “资料来源”]。",
)
BLANK_ROW_ENDS = Parameter(
    "blank_row_ends",
    "A blank row ends the table",
    "空行即结束",
    choices=("true", "false"),
    help_en="true or false (if left out).",
    help_zh="true 或 false（默认）。",
)
IGNORE_ROWS = Parameter(
    "ignore_rows",
    "Ignored rows",
    "忽略的行",
    help_en="Beginnings of rows that are not read; * for all that have text but no figure.",
    help_zh="不读取的行的开头文字；* 表示忽略所有只有文字、没有数值的行。",
)
# Where the rows of a table are.
ROWS = (FIRST_ROW, LAST_ROW, END_AT, BLANK_ROW_ENDS, IGNORE_ROWS)
# What only a wide layout has.
WIDE = (HEADER_ROWS, ROW_FIELDS, FIRST_COLUMN, LAST_COLUMN, SPREAD)
TABLE = (LAYOUT, HEADER_ROW, IGNORE_COLUMNS, *WIDE, FREQUENCY, *ROWS)
