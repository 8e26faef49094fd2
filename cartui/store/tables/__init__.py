"""The tables, by subject; importing this package declares them all.

Importing it loads sqlmodel, which costs more than a page of the list: what the list's read path needs
is named once more, without it, in :mod:`cartui.store.core_tables`.
"""

from cartui.store.tables.agents import AgentHistoryRow, AgentRow
from cartui.store.tables.audit import (
    ChangeRow,
    CounterRow,
    HistoryRow,
    IdempotencyRow,
    LeaseRow,
    NotedExportRow,
    PresenceRow,
    PurgedHistoryRow,
)
from cartui.store.tables.base import METADATA
from cartui.store.tables.bulk_jobs import BulkItemRow, BulkJobRow
from cartui.store.tables.carts import (
    CartLineRow,
    CartRow,
    CartTagRow,
    FailedPlacingRow,
    PaymentAttemptRow,
)
from cartui.store.tables.catalog import PriceRecord, ProductRow, VariantRow
from cartui.store.tables.customers import CustomerAddressRow, CustomerRow
from cartui.store.tables.documents import HandedOrderRow, IssuedDocumentRow, SharedPageRow
from cartui.store.tables.orders import CouponUseRow, GoodsIssueRow, OrderRow
from cartui.store.tables.outbox import OutboxFileRow, OutboxRow
from cartui.store.tables.payments import (
    PaymentSettlementRow,
    PaymentWithoutOrderRow,
    StatementCoverageRow,
    StatementNameRow,
    StatementRowRow,
    UsedTransactionRow,
)
from cartui.store.tables.reports import CountedCartRow, CountedLockRow, CountedProductRow
from cartui.store.tables.search import CartSearchRow, CustomerSearchRow, VariantSearchRow
from cartui.store.tables.shop import CouponRow, MarketRow, PriceLevelRow, ShopSettingsRow, TaxRateRow
from cartui.store.tables.storefront import BlockRow, StorefrontCartRow

__all__ = [
    "METADATA",
    "AgentHistoryRow",
    "AgentRow",
    "BlockRow",
    "BulkItemRow",
    "BulkJobRow",
    "CartLineRow",
    "CartRow",
    "CartSearchRow",
    "CartTagRow",
    "ChangeRow",
    "CountedCartRow",
    "CountedLockRow",
    "CountedProductRow",
    "CounterRow",
    "CouponRow",
    "CouponUseRow",
    "CustomerAddressRow",
    "CustomerRow",
    "CustomerSearchRow",
    "FailedPlacingRow",
    "GoodsIssueRow",
    "HandedOrderRow",
    "HistoryRow",
    "IdempotencyRow",
    "IssuedDocumentRow",
    "LeaseRow",
    "MarketRow",
    "NotedExportRow",
    "OrderRow",
    "OutboxFileRow",
    "OutboxRow",
    "PaymentAttemptRow",
    "PaymentSettlementRow",
    "PaymentWithoutOrderRow",
    "PresenceRow",
    "PriceLevelRow",
    "PriceRecord",
    "ProductRow",
    "PurgedHistoryRow",
    "SharedPageRow",
    "ShopSettingsRow",
    "StatementCoverageRow",
    "StatementNameRow",
    "StatementRowRow",
    "StorefrontCartRow",
    "TaxRateRow",
    "UsedTransactionRow",
    "VariantRow",
    "VariantSearchRow",
]
