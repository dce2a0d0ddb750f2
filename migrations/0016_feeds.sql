-- What lists of the API are read by: core/fleet/orders, core/fleet/charts.

-- Cancelled orders lie among the closed ones, which are a hundred times as many.
create index orders_cancelled on orders (terminal_id, closed_at) where status = 'Cancelled' and not deleted;
-- A terminal's charts, the newest first.
create index charts_terminal on charts (terminal_id, id);
