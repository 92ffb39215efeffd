import Tables

typealias Cell = Tables.Cell
typealias TextTable = Tables.Table
